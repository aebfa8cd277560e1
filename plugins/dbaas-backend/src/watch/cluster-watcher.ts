import type {
  GroupKind,
  UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import limit from 'p-limit';
import type { ClusterConnection } from '../clusters/cluster-connection';
import {
  Discovery,
  groupKindKey,
  resourceName,
  type ApiResource,
  type ApiResources,
} from '../clusters/discovery';
import type { Inventory } from '../inventory/inventory';
import type { ClusterStatus } from './cluster-status';
import { selectorsOf } from './list';
import {
  Reflector,
  type ReflectorProblem,
  type ReflectorTimes,
} from './reflector';
import { DiscoveryLoop, type DiscoveryTimes } from './discovery-loop';
import { MissingKinds } from './missing-kinds';
import { SourceProblems } from './source-problems';
import type { UnusableSummary } from './unusable-objects';
import type { KindSelection, WatchedKind } from './watched-kind';

/** Lists under way at a time, so that a start does not flood the API server. */
const CONCURRENT_LISTS = 6;
const DISCOVERY = 'discovery';

/** Waiting times, in milliseconds. */
export interface ClusterWatcherTimes {
  discovery: DiscoveryTimes;
  reflector?: Partial<ReflectorTimes>;
}

const DEFAULT_TIMES: ClusterWatcherTimes = {
  discovery: { first: 2_000, longest: 60_000, answer: 15_000 },
};

interface Running {
  kind: WatchedKind;
  resource: ApiResource;
  controller: AbortController;
  synced: boolean;
}

/**
 * Watches the kinds that matter in one cluster: one reflector per kind that the
 * cluster serves, started and stopped as kinds are installed and removed.
 */
export class ClusterWatcher {
  readonly #wanted = new Map<string, WatchedKind>();
  readonly #missing: MissingKinds;
  readonly #running = new Map<string, Running>();
  readonly #controller = new AbortController();
  readonly #listing = limit(CONCURRENT_LISTS);
  readonly #problems: SourceProblems;
  readonly #discovery: DiscoveryLoop;
  readonly #times: ClusterWatcherTimes;
  /** Loops that have not ended yet. */
  readonly #loops = new Set<Promise<void>>();
  /**
   * Kinds that were missing from the last discovery. Of several API servers one may
   * not know a new CRD yet, so a kind is given up only when it is missing twice.
   */
  readonly #vanished = new Set<string>();
  #resources?: ApiResources;
  #restarts = 0;
  #onStatus = () => {};
  #everSettled = false;

  constructor(
    private readonly options: {
      connection: ClusterConnection;
      selection: KindSelection;
      inventory: Inventory;
      logger: LoggerService;
      times?: Partial<ClusterWatcherTimes>;
    },
  ) {
    this.#times = { ...DEFAULT_TIMES, ...options.times };
    this.#missing = new MissingKinds(options.connection.name);
    this.#problems = new SourceProblems(options.connection.name);
    this.#discovery = new DiscoveryLoop({
      discovery: new Discovery(
        options.connection,
        group =>
          options.selection.inGroup(group) ||
          [...this.#wanted.values()].some(kind => kind.group === group),
        this.#times.discovery.answer,
      ),
      times: this.#times.discovery,
      onResources: resources => this.#discovered(resources),
      onError: error => this.#report(DISCOVERY, { verb: 'get', error }),
    });
  }

  /** Starts to watch; `onStatus` is called when the status may have changed. */
  start(onStatus: () => void): void {
    this.#onStatus = onStatus;
    this.#run(this.#discovery.run(this.#controller.signal));
  }

  /** Ends every request and waits for the loops to be over. */
  async stop(): Promise<void> {
    this.#controller.abort();
    await Promise.all(this.#loops);
    this.options.connection.close();
  }

  get name(): string {
    return this.options.connection.name;
  }

  get connection(): ClusterConnection {
    return this.options.connection;
  }

  /** Whether the cluster serves a kind, as far as is known. */
  serves(kind: GroupKind): boolean {
    return this.#running.has(groupKindKey(kind));
  }

  /** Whether everything that is watched of a kind is known. */
  hasRead(kind: GroupKind): boolean {
    const running = this.#running.get(groupKindKey(kind));
    return (
      running !== undefined &&
      running.synced &&
      this.#problems.isComplete(resourceName(running.resource))
    );
  }

  /** Whether every object of a kind is known, so that one that is not known is not there. */
  seesAll(kind: GroupKind): boolean {
    const watched = this.#running.get(groupKindKey(kind))?.kind;
    return (
      watched !== undefined &&
      selectorsOf(watched).length === 0 &&
      this.hasRead(kind)
    );
  }

  /** Watches a kind from now on, as soon as the cluster serves it. */
  want(kind: WatchedKind): void {
    const key = groupKindKey(kind);
    if (this.#wanted.has(key)) return;
    this.#wanted.set(key, kind);
    if (this.#resources) this.#adjust(this.#resources);
  }

  /** A kind that is needed and that the cluster does not serve, as something unreadable. */
  missingKind(kind: GroupKind): UnreadableSource | undefined {
    return this.#missing.get(kind);
  }

  status(): ClusterStatus {
    const running = [...this.#running.values()];
    const optional = new Set(
      running
        .filter(({ kind }) => kind.optional)
        .map(({ resource }) => resourceName(resource)),
    );
    const unreadable = this.#problems.list();
    const settled = this.#resources
      ? running.every(one => one.synced || this.#isUnreadable(one))
      : this.#problems.problemWith(DISCOVERY) !== undefined;
    this.#everSettled ||= settled;
    return {
      name: this.name,
      lastContactAt: this.#problems.lastContactAt,
      outageSince: this.#problems.outageSince(),
      settled,
      everSettled: this.#everSettled,
      unreadable: unreadable.filter(({ resource }) => !optional.has(resource)),
      optionalUnreadable: unreadable.filter(({ resource }) =>
        optional.has(resource),
      ),
      kinds: running.length,
      restarts: this.#restarts,
    };
  }

  #isUnreadable({ resource }: Running): boolean {
    return this.#problems.problemWith(resourceName(resource)) !== undefined;
  }

  #run(loop: Promise<void>): void {
    const ended = loop.finally(() => this.#loops.delete(ended));
    this.#loops.add(ended);
  }

  #discovered(resources: ApiResources): boolean {
    this.#contact();
    this.#report(DISCOVERY, undefined);
    const changed = this.#adjust(resources);
    if (changed) this.#onStatus();
    return changed;
  }

  /** Starts and stops kinds. Whether kinds came or went. */
  #adjust(resources: ApiResources): boolean {
    this.#resources = resources;
    let changed = false;
    for (const [key, running] of this.#running) {
      const resource = resources.get(key);
      if (resource?.version === running.resource.version) {
        this.#vanished.delete(key);
        continue;
      }
      changed = true;
      if (resource || this.#vanished.has(key)) {
        this.#stopKind(running, resource === undefined);
      } else {
        this.#vanished.add(key);
      }
    }
    for (const [key, resource] of resources) {
      const kind =
        this.options.selection.watched(resource) ?? this.#wanted.get(key);
      if (!kind || this.#running.has(key)) continue;
      this.#startKind(kind, resource);
      changed = true;
    }
    this.#missing.update(this.#wanted.values(), resources);
    return changed;
  }

  #startKind(kind: WatchedKind, resource: ApiResource): void {
    const { connection, inventory } = this.options;
    const running: Running = {
      kind,
      resource,
      controller: new AbortController(),
      synced: false,
    };
    this.#running.set(groupKindKey(kind), running);
    const store = inventory.storeFor(connection.name, kind);
    const reflector = new Reflector({
      connection,
      resource,
      kind,
      store: {
        ...store,
        retain: names => {
          store.retain(names);
          running.synced = true;
          this.#onStatus();
        },
      },
      listing: list => this.#listing(list),
      onContact: () => this.#contact(),
      onProblem: problem => this.#report(resourceName(resource), problem),
      onUnusable: summary => this.#reportUnusable(resource, summary),
      onRestart: () => {
        this.#restarts += 1;
      },
      times: this.#times.reflector,
    });
    this.#run(
      reflector.run(
        AbortSignal.any([this.#controller.signal, running.controller.signal]),
      ),
    );
  }

  #stopKind(running: Running, removed: boolean): void {
    const { connection, inventory } = this.options;
    const key = groupKindKey(running.resource);
    running.controller.abort();
    this.#running.delete(key);
    this.#vanished.delete(key);
    this.#problems.forget(resourceName(running.resource));
    // With its CRD every object of a kind is gone too.
    if (removed)
      inventory.storeFor(connection.name, running.resource).retain([]);
  }

  #contact(): void {
    if (this.#problems.contact()) this.#onStatus();
  }

  #reportUnusable(resource: ApiResource, summary?: UnusableSummary): void {
    const name = resourceName(resource);
    this.#problems.setIncomplete(name, summary?.message);
    this.#onStatus();
    const { logger, connection } = this.options;
    const where = `${name} of cluster "${connection.name}"`;
    if (summary) {
      logger.warn(
        `Reading ${where}: ${summary.message} It is ${summary.example}.`,
      );
    } else logger.info(`Every object of ${where} can be read`);
  }

  #report(resource: string, problem: ReflectorProblem | undefined): void {
    const before = this.#problems.problemWith(resource);
    this.#problems.set(resource, problem);
    const after = this.#problems.problemWith(resource);
    if (before === after) return;
    if (problem) this.#discovery.askSoon();
    this.#onStatus();
    const { logger, connection } = this.options;
    const where = `${resource} of cluster "${connection.name}"`;
    if (problem && after) {
      logger.warn(`Cannot ${problem.verb} ${where}: ${after}`, {
        error: String(problem.error),
      });
    } else {
      logger.info(`Reading ${where} again`);
    }
  }
}
