import type {
  GroupKind,
  UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  ClusterSource,
  UnusableCluster,
} from '@backstage-dbaas/plugin-dbaas-node';
import { ConflictError } from '@backstage/errors';
import { ClusterConnection } from '../clusters/cluster-connection';
import type { Inventory } from '../inventory/inventory';
import {
  healthOf,
  type ClusterHealth,
  type ClusterStatus,
} from './cluster-status';
import { ClusterWatcher, type ClusterWatcherTimes } from './cluster-watcher';
import type { KindSelection, WatchedKind } from './watched-kind';

/** All clusters of all sources, watched. */
export class Fleet {
  readonly #watchers = new Map<string, ClusterWatcher>();
  readonly #startedAt = new Date().toISOString();

  private constructor(
    watchers: ClusterWatcher[],
    private readonly unusable: UnusableCluster[],
    private readonly inventory: Inventory,
  ) {
    for (const watcher of watchers) this.#watchers.set(watcher.name, watcher);
  }

  static async create(options: {
    sources: ClusterSource[];
    selection: KindSelection;
    inventory: Inventory;
    logger: LoggerService;
    times?: Partial<ClusterWatcherTimes>;
  }): Promise<Fleet> {
    const { sources, inventory, logger } = options;
    const found = await Promise.all(
      sources.map(source => source.getClusters()),
    );
    const clusters = found.flatMap(part => part.clusters);
    const unusable = found.flatMap(part => part.unusable ?? []);
    const names = [...clusters, ...unusable].map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
      throw new ConflictError(
        `Two clusters have the name "${twice}". Rename one.`,
      );
    }
    unusable.forEach(({ name, reason }) =>
      logger.warn(`Cluster "${name}" is not watched: ${reason}`),
    );
    const watchers = clusters.map(
      cluster =>
        new ClusterWatcher({
          ...options,
          connection: new ClusterConnection(cluster),
          logger: logger.child({ cluster: cluster.name }),
        }),
    );
    return new Fleet(watchers, unusable, inventory);
  }

  /** Starts to watch; `onStatus` is told the cluster whose status may have changed. */
  start(onStatus: (cluster: string) => void): void {
    this.#watchers.forEach(watcher =>
      watcher.start(() => onStatus(watcher.name)),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#watchers.values()].map(watcher => watcher.stop()),
    );
  }

  get names(): string[] {
    return [...this.#watchers.keys()];
  }

  status(cluster: string): ClusterStatus | undefined {
    return this.#watchers.get(cluster)?.status();
  }

  /** For what the watched objects do not tell; undefined when the cluster is not known. */
  connection(cluster: string): ClusterConnection | undefined {
    return this.#watchers.get(cluster)?.connection;
  }

  /** Watches a kind in one cluster from now on. */
  want(cluster: string, kind: WatchedKind): void {
    this.#watchers.get(cluster)?.want(kind);
  }

  /** Every cluster was read once or is known to have a problem. */
  settled(): boolean {
    return [...this.#watchers.values()].every(
      watcher => watcher.status().settled,
    );
  }

  /** Whether everything that is watched of a kind in a cluster is known. */
  hasRead(cluster: string, kind: GroupKind): boolean {
    return this.#watchers.get(cluster)?.hasRead(kind) ?? false;
  }

  /** Whether an object of a kind that is not known in a cluster is not there. */
  seesAll(cluster: string, kind: GroupKind): boolean {
    return this.#watchers.get(cluster)?.seesAll(kind) ?? false;
  }

  /** A kind that is needed in a cluster and not installed there. */
  missingKind(cluster: string, kind: GroupKind): UnreadableSource | undefined {
    return this.#watchers.get(cluster)?.missingKind(kind);
  }

  /** Names of the clusters that serve a kind. */
  clustersServing(kind: GroupKind): string[] {
    return [...this.#watchers.values()]
      .filter(watcher => watcher.serves(kind))
      .map(({ name }) => name);
  }

  health(): ClusterHealth[] {
    return [
      ...[...this.#watchers.values()].map(watcher =>
        healthOf(watcher.status(), this.inventory.countOf(watcher.name)),
      ),
      ...this.unusable.map(({ name, reason }) => ({
        name,
        state: 'unreachable' as const,
        objects: 0,
        kinds: 0,
        restarts: 0,
        unreadable: [
          {
            cluster: name,
            verb: 'list' as const,
            resource: '*',
            problem: 'error' as const,
            message: reason,
            since: this.#startedAt,
          },
        ],
      })),
    ];
  }
}
