import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import {
  Controller,
  keyOf,
  type ReconcileKey,
} from '../../../controllers/controller';
import { kindKey } from '../../../controllers/object-ref';
import type {
  ClusterClient,
  KindRef,
  WatchEvent,
} from '../../../kubernetes/cluster-client';
import type { Log } from '../../../log';
import { Dependencies } from '../../dependencies';
import { CLUSTER_USAGE, IN_USE_LABEL, USAGE } from '../kinds';
import { readUsage, type UsageResource } from './usage';
import { UsageReconciler } from './usage-reconciler';

/** Crossplane looks again this often, in case a watch missed something. */
const POLL_MS = 60_000;

/** Reconciles the Usages or ClusterUsages of a cluster, and watches what they are about. */
export class UsagesController {
  readonly #controller: Controller;
  readonly #watched = new Set<string>();
  readonly #used = new Dependencies();
  readonly #using = new Dependencies();

  constructor(
    kind: typeof USAGE | typeof CLUSTER_USAGE,
    private readonly client: ClusterClient,
    log: Log,
  ) {
    this.#controller = new Controller({
      name: `crossplane/usages/${kind.kind}`,
      client,
      log,
      for: kind,
      reconcile: async (key, usage) => {
        this.#used.remove(key);
        this.#using.remove(key);
        if (!usage) return undefined;
        this.#watchFor(usage);
        // Selectors have become references now.
        this.#watchFor(await new UsageReconciler(client, log, usage).run());
        return { requeueAfter: POLL_MS };
      },
    });
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  #watchFor(usage: KubernetesObject): void {
    const { of, by } = readUsage(usage);
    this.#watch(usage, of, this.#used);
    if (by) this.#watch(usage, by, this.#using);
  }

  #watch(
    usage: KubernetesObject,
    { apiVersion, kind, resourceRef }: UsageResource,
    dependencies: Dependencies,
  ): void {
    if (!resourceRef) return;
    const watched = { apiVersion, kind };
    const namespace = resourceRef.namespace ?? usage.metadata.namespace;
    dependencies.add(keyOf(usage), {
      ...watched,
      name: resourceRef.name,
      ...(this.#isNamespaced(watched) ? { namespace } : {}),
    });
    if (this.#watched.has(kindKey(watched))) return;
    this.#watched.add(kindKey(watched));
    this.#controller.watch({
      client: this.client,
      kind: watched,
      map: (object, type) => this.#usagesAbout(object, type),
    });
  }

  /** A usage is about the existence of its resources, and about the label of the used one. */
  #usagesAbout(
    object: KubernetesObject,
    type: WatchEvent['type'],
  ): ReconcileKey[] {
    if (type !== 'MODIFIED') {
      return [this.#used, this.#using].flatMap(known =>
        known.dependentsOf(object),
      );
    }
    return object.metadata.labels?.[IN_USE_LABEL] === 'true'
      ? []
      : this.#used.dependentsOf(object);
  }

  #isNamespaced(kind: KindRef): boolean {
    return !this.client.serves(kind) || this.client.isNamespaced(kind);
  }
}
