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
import { selectorsOf } from './list';
import {
  Reflector,
  type ReflectorProblem,
  type ReflectorTimes,
} from './reflector';
import { MissingKinds } from './missing-kinds';
import { sleep } from './sleep';
import { SourceProblems } from './source-problems';
import type { KindSelection, WatchedKind } from './watched-kind';

/** Lists under way at a time, so that a start does not flood the API server. */
const CONCURRENT_LISTS = 6;
const DISCOVERY = 'discovery';

/** Waiting times, in milliseconds. */
export interface ClusterWatcherTimes {
  /** Discovery is asked often after a change, then less and less. */
  discovery: { first: number; longest: number };
  reflector?: Partial<ReflectorTimes>;
}

const DEFAULT_TIMES: ClusterWatcherTimes = {
  discovery: { first: 2_000, longest: 60_000 },
};

/** How a cluster is doing, from our side. */
export interface ClusterStatus {
  name: string;
  /** Last time anything came from the cluster. */
  lastContactAt?: number;
  /** Since when nothing can be read from the cluster, if that is so. */
  outageSince?: number;
  /** Every kind that is watched has been listed, or cannot be. */
  settled: boolean;
  /** Has been settled before; later a kind may join, which makes no answer worse. */
  everSettled: boolean;
  unreadable: UnreadableSource[];
  /** What cannot be read either, but need not be. */
  optionalUnreadable: UnreadableSource[];
}

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
  readonly #discovery: Discovery;
  readonly #times: ClusterWatcherTimes;
  #finished: Promise<unknown>[] = [];
  #resources?: ApiResources;
  #lastContactAt?: number;
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
    this.#discovery = new Discovery(
      options.connection,
      group =>
        options.selection.inGroup(group) ||
        [...this.#wanted.values()].some(kind => kind.group === group),
    );
  }

  /** Starts to watch; `onStatus` is called when the status may have changed. */
  start(onStatus: () => void): void {
    this.#onStatus = onStatus;
    this.#finished.push(this.#discoverForever(this.#controller.signal));
  }

  /** Ends every request and waits for the loops to be over. */
  async stop(): Promise<void> {
    this.#controller.abort();
    await Promise.all(this.#finished);
    this.options.connection.close();
  }

  get name(): string {
    return this.options.connection.name;
  }

  /** Whether the cluster serves a kind, as far as is known. */
  serves(kind: GroupKind): boolean {
    return this.#running.has(groupKindKey(kind));
  }

  /** Whether every object of a kind is known, so that one that is not known is not there. */
  seesAll(kind: GroupKind): boolean {
    const running = this.#running.get(groupKindKey(kind));
    return (
      running !== undefined &&
      running.synced &&
      selectorsOf(running.kind).length === 0 &&
      !this.#isUnreadable(running)
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
      lastContactAt: this.#lastContactAt,
      outageSince: this.#problems.outageSince(),
      settled,
      everSettled: this.#everSettled,
      unreadable: unreadable.filter(({ resource }) => !optional.has(resource)),
      optionalUnreadable: unreadable.filter(({ resource }) =>
        optional.has(resource),
      ),
    };
  }

  #isUnreadable({ resource }: Running): boolean {
    return this.#problems.problemWith(resourceName(resource)) !== undefined;
  }

  async #discoverForever(signal: AbortSignal): Promise<void> {
    const { first, longest } = this.#times.discovery;
    let delay = first;
    while (!signal.aborted) {
      const changed = await this.#discover(signal);
      delay = changed ? first : Math.min(delay * 1.5, longest);
      await sleep(delay * (0.75 + Math.random() / 2), signal);
    }
  }

  /** Whether kinds came or went. */
  async #discover(signal: AbortSignal): Promise<boolean> {
    try {
      const resources = await this.#discovery.run(signal);
      if (signal.aborted) return false;
      this.#contact();
      this.#report(DISCOVERY, undefined);
      const changed = this.#adjust(resources);
      if (changed) this.#onStatus();
      return changed;
    } catch (error) {
      if (!signal.aborted) this.#report(DISCOVERY, { verb: 'get', error });
      return false;
    }
  }

  #adjust(resources: ApiResources): boolean {
    this.#resources = resources;
    let changed = false;
    for (const [key, running] of this.#running) {
      const resource = resources.get(key);
      if (resource?.version === running.resource.version) continue;
      this.#stopKind(running, resource === undefined);
      changed = true;
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
        replace: objects => {
          store.replace(objects);
          running.synced = true;
          this.#onStatus();
        },
      },
      listing: list => this.#listing(list),
      onContact: () => this.#contact(),
      onProblem: problem => this.#report(resourceName(resource), problem),
      times: this.#times.reflector,
    });
    this.#finished.push(
      reflector.run(
        AbortSignal.any([this.#controller.signal, running.controller.signal]),
      ),
    );
  }

  #stopKind(running: Running, removed: boolean): void {
    const { connection, inventory } = this.options;
    running.controller.abort();
    this.#running.delete(groupKindKey(running.resource));
    this.#problems.set(resourceName(running.resource), undefined);
    // With its CRD every object of a kind is gone too.
    if (removed)
      inventory.storeFor(connection.name, running.resource).replace([]);
  }

  #contact(): void {
    this.#lastContactAt = Date.now();
  }

  #report(resource: string, problem: ReflectorProblem | undefined): void {
    const before = this.#problems.problemWith(resource);
    this.#problems.set(resource, problem);
    const after = this.#problems.problemWith(resource);
    if (before === after) return;
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
