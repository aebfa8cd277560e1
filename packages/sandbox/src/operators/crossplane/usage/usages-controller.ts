import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import {
  Controller,
  keyOf,
  type ReconcileKey,
  type ReconcileResult,
} from '../../../controllers/controller';
import { kindKey } from '../../../controllers/object-ref';
import type {
  ClusterClient,
  KindRef,
} from '../../../kubernetes/cluster-client';
import type { Log } from '../../../log';
import { CLUSTER_USAGE, USAGE } from '../kinds';
import { readUsage } from './usage';
import { UsageReconciler } from './usage-reconciler';

/** Crossplane looks again this often, in case a watch missed something. */
const POLL_MS = 60_000;

/** Reconciles the Usages or ClusterUsages of a cluster, and watches what they are about. */
export class UsagesController {
  readonly #controller: Controller;
  readonly #watched = new Set<string>();
  /** Which usages are about an object. */
  readonly #usagesOf = new Map<string, Map<string, ReconcileKey>>();

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
      reconcile: async (_key, usage) => {
        if (!usage) return undefined;
        const reconciled = await new UsageReconciler(client, log, usage).run();
        return this.#watchFor(reconciled);
      },
    });
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  #watchFor(usage: KubernetesObject): ReconcileResult {
    const { of, by } = readUsage(usage);
    for (const { apiVersion, kind, resourceRef } of by ? [of, by] : [of]) {
      if (!resourceRef) continue;
      const about = textOf({ apiVersion, kind }, resourceRef.name);
      const usages =
        this.#usagesOf.get(about) ?? new Map<string, ReconcileKey>();
      this.#usagesOf.set(
        about,
        usages.set(usage.metadata.uid ?? '', keyOf(usage)),
      );
      this.#watch({ apiVersion, kind });
    }
    return { requeueAfter: POLL_MS };
  }

  #watch(kind: KindRef): void {
    if (this.#watched.has(kindKey(kind))) return;
    this.#watched.add(kindKey(kind));
    this.#controller.watch({
      client: this.client,
      kind,
      map: ({ metadata }) => [
        ...(this.#usagesOf.get(textOf(kind, metadata.name))?.values() ?? []),
      ],
    });
  }
}

function textOf(kind: KindRef, name: string): string {
  return `${kindKey(kind)}/${name}`;
}
