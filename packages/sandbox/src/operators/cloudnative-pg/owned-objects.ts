import type {
  KubernetesObject,
  OwnerReference,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ClusterClient, KindRef } from '../../kubernetes/cluster-client';
import type { WantedCluster } from './cluster';
import { CLUSTER } from './kinds';

const FIELD_MANAGER = 'cloudnative-pg';

/** An object that belongs to a Cluster and goes with it. */
export type OwnedObject = KindRef & { name: string } & Record<
    string,
    unknown
  > & {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };

/** Writes the objects that belong to a Cluster. */
export class OwnedObjects {
  constructor(
    private readonly client: ClusterClient,
    private readonly cluster: WantedCluster,
  ) {}

  /** An object of the Cluster's namespace; one of a predecessor that is being deleted is an error. */
  async get(
    kind: KindRef,
    name: string,
  ): Promise<KubernetesObject | undefined> {
    const object = await this.client.get({
      ...kind,
      namespace: this.cluster.namespace,
      name,
    });
    const controller = object?.metadata.ownerReferences?.find(
      owner => owner.controller,
    );
    const predecessor =
      controller?.kind === CLUSTER.kind &&
      controller.apiVersion === CLUSTER.apiVersion &&
      controller.name === this.cluster.name &&
      controller.uid !== this.cluster.uid;
    if (predecessor) {
      throw new Error(
        `${kind.kind} ${name} of the deleted cluster of the same name is still there.`,
      );
    }
    return object;
  }

  async apply(object: OwnedObject): Promise<KubernetesObject> {
    const { apiVersion, kind, name, labels, annotations, ...content } = object;
    await this.get({ apiVersion, kind }, name);
    const inherited = this.cluster.spec.inheritedMetadata;
    return this.client.apply(
      {
        apiVersion,
        kind,
        metadata: {
          name,
          namespace: this.cluster.namespace,
          labels: {
            ...inherited.labels,
            'cnpg.io/cluster': this.cluster.name,
            ...labels,
          },
          annotations: { ...inherited.annotations, ...annotations },
          ownerReferences: [this.#owner()],
        },
        ...content,
      },
      { fieldManager: FIELD_MANAGER, force: true },
    );
  }

  async delete(kind: KindRef, name: string): Promise<void> {
    if (await this.get(kind, name)) {
      await this.client.delete({
        ...kind,
        namespace: this.cluster.namespace,
        name,
      });
    }
  }

  #owner(): OwnerReference {
    return {
      ...CLUSTER,
      name: this.cluster.name,
      uid: this.cluster.uid,
      controller: true,
    };
  }
}
