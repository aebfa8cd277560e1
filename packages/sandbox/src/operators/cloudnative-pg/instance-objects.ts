import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import { mergePatch } from '../../kubernetes/patch/merge-patch';
import type { RunningPostgresServer } from '../../postgres/postgres-servers';
import type { WantedCluster } from './cluster';
import {
  instanceNames,
  instancePods,
  loadBalancerStatus,
  services,
} from './instances';
import { POD } from './kinds';
import type { OwnedObjects } from './owned-objects';

/** Shows the instances of a Cluster as Pods and Services. */
export class InstanceObjects {
  constructor(
    private readonly client: ClusterClient,
    private readonly objects: OwnedObjects,
    private readonly cluster: WantedCluster,
  ) {}

  async show(image: string, server: RunningPostgresServer): Promise<void> {
    for (const service of services(this.cluster, server)) {
      const status = loadBalancerStatus(service, server);
      const object = await this.objects.apply(service);
      if (status) await this.#setStatus(object, status);
    }
    for (const { pod, status } of instancePods(this.cluster, image, server)) {
      await this.#setStatus(await this.objects.apply(pod), status);
    }
    await this.#deletePodsBut(instanceNames(this.cluster));
  }

  async deletePods(): Promise<void> {
    await this.#deletePodsBut([]);
  }

  async #deletePodsBut(kept: readonly string[]): Promise<void> {
    const pods = await this.client.list(POD, {
      namespace: this.cluster.namespace,
      labelSelector: `cnpg.io/cluster=${this.cluster.name},cnpg.io/podRole=instance`,
    });
    for (const { metadata } of pods) {
      if (!kept.includes(metadata.name))
        await this.objects.delete(POD, metadata.name);
    }
  }

  async #setStatus(
    { apiVersion, kind, metadata, status: before }: KubernetesObject,
    status: object,
  ): Promise<void> {
    if (isDeepStrictEqual(mergePatch(before ?? {}, status), before)) return;
    const { namespace, name } = metadata;
    await this.client.patchStatus(
      { apiVersion, kind, namespace, name },
      status,
    );
  }
}
