import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import {
  Controller,
  keyOf,
  type ReconcileKey,
} from '../../controllers/controller';
import { kindKey } from '../../controllers/object-ref';
import type { ClusterClient, ObjectRef } from '../../kubernetes/cluster-client';
import type { Log } from '../../log';
import type { Observation } from '../crossplane-runtime/external-resource';
import { desiredStateChanges } from '../crossplane-runtime/desired-state';
import { ManagedReconciler } from '../crossplane-runtime/managed-reconciler';
import type { ManagedResource } from '../crossplane-runtime/managed-resource';
import { Dependencies } from '../dependencies';
import { OBJECT } from './kinds';
import { readSpec, type ObjectSpec } from './object-spec';
import {
  holdReferences,
  releaseReferences,
  resolveReferences,
} from './references';
import { remoteCluster, type Clusters } from './remote-cluster';
import { RemoteObject } from './remote-object';

/** provider-kubernetes looks again this often (`--poll`), and more often while an Object is not ready. */
const POLL_MS = 600_000;
const POLL_UNREADY_MS = 30_000;

/** Reconciles Objects, and watches what they stand for and refer to when they ask for it. */
export class ObjectsController {
  readonly #controller: Controller;
  readonly #watched = new Set<string>();
  /** Which Objects are about the objects of a cluster. */
  readonly #dependencies = new Map<string, Dependencies>();

  constructor(private readonly clusters: Clusters, log: Log) {
    const { platform: client } = clusters;
    this.#controller = new Controller({
      name: 'provider-kubernetes/objects',
      client,
      log,
      for: OBJECT,
      predicate: desiredStateChanges(),
      reconcile: async (key, object) => {
        // What an Object is about is found out anew at every look.
        this.#dependencies.forEach(known => known.remove(key));
        if (!object) return undefined;
        return new ManagedReconciler(
          {
            client,
            eventSource: 'managed/object.kubernetes.m.crossplane.io',
            connect: resource => this.#connect(resource),
            onAdopt: resource => holdReferences(client, resource),
            onRelease: resource => releaseReferences(client, resource),
            pollInterval,
          },
          object,
        ).run();
      },
    });
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  async #connect(resource: ManagedResource): Promise<RemoteObject> {
    const { object, ref, isDeleted } = resource;
    const spec = readSpec(object);
    const cluster = await remoteCluster(
      this.clusters,
      ref.namespace,
      spec.providerConfigRef,
    );
    if (spec.watch) this.#watchReferences(object, spec);
    const remote = new RemoteObject({
      cluster,
      spec,
      resolve: async () =>
        isDeleted ? spec : resolveReferences(this.clusters.platform, object),
      name: ref.name,
      mayUpdate: resource.may('Update') || resource.may('Create'),
    });
    if (spec.watch) this.#watch(cluster, remote.ref, keyOf(object));
    return remote;
  }

  #watchReferences(object: KubernetesObject, { references }: ObjectSpec): void {
    for (const { dependsOn, patchesFrom } of references) {
      const ref = patchesFrom ?? dependsOn;
      if (ref) this.#watch(this.clusters.platform, ref, keyOf(object));
    }
  }

  #watch(client: ClusterClient, ref: ObjectRef, key: ReconcileKey): void {
    const dependencies = this.#dependenciesIn(client.cluster);
    dependencies.add(key, ref);
    const { apiVersion, kind } = ref;
    const watched = `${client.cluster}/${kindKey(ref)}`;
    if (this.#watched.has(watched)) return;
    this.#watched.add(watched);
    this.#controller.watch({
      client,
      kind: { apiVersion, kind },
      map: object => dependencies.dependentsOf(object),
    });
  }

  #dependenciesIn(cluster: string): Dependencies {
    const dependencies = this.#dependencies.get(cluster) ?? new Dependencies();
    this.#dependencies.set(cluster, dependencies);
    return dependencies;
  }
}

function pollInterval(observation: Observation): number {
  return observation.exists && observation.ready?.status === 'True'
    ? POLL_MS
    : POLL_UNREADY_MS;
}
