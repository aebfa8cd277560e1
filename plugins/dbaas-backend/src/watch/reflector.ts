import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import {
  KubernetesStatusError,
  problemOf,
  retryAfterMs,
} from '../clusters/kubernetes-error';
import { Backoff, type BackoffLimits } from './backoff';
import { listObjects, type ListSource, type NamespacedName } from './list';
import { sleep } from './sleep';
import { UnusableObjects, type UnusableSummary } from './unusable-objects';
import { watchObjects, type WatchEvent, type WatchTimes } from './watch-stream';

/** Receives what a reflector learns, in order. */
export interface ReflectorStore {
  upsert(object: KubernetesObject): void;
  remove(object: KubernetesObject): void;
  /** No other objects are there than these, all of which were put in. */
  retain(names: readonly NamespacedName[]): void;
}

/** What went wrong, while doing what. */
export interface ReflectorProblem {
  verb: 'list' | 'watch' | 'get';
  error: unknown;
}

export interface ReflectorOptions extends ListSource {
  store: ReflectorStore;
  /** Bounds the number of lists at a time. */
  listing: <T>(list: () => Promise<T>) => Promise<T>;
  onContact: () => void;
  /** A problem that lasts, or undefined when the watch works again. */
  onProblem: (problem: ReflectorProblem | undefined) => void;
  /** What to tell about objects that cannot be used, or undefined when all can. */
  onUnusable: (summary: UnusableSummary | undefined) => void;
  /** A list or a watch has to be repeated, because it failed or ended too soon. */
  onRestart: () => void;
  times?: Partial<ReflectorTimes>;
}

/** All waiting times of a reflector, in milliseconds. */
export interface ReflectorTimes extends WatchTimes {
  /** Until a page of a list must be complete. */
  page: number;
  retry: BackoffLimits;
  /** For what only a person can change: missing permission, missing kind. */
  slowRetry: BackoffLimits;
  /** A watch that ends sooner than this is treated like a failed one. */
  shortest: number;
}

const DEFAULT_TIMES: ReflectorTimes = {
  page: 60_000,
  connect: 15_000,
  idle: 90_000,
  duration: 290_000,
  retry: { first: 250, longest: 30_000, resetAfter: 60_000 },
  slowRetry: { first: 10_000, longest: 300_000, resetAfter: 600_000 },
  shortest: 1_000,
};

/** So many watches in a row that tell nothing and end in trouble make for a new list. */
const MOST_FRUITLESS_WATCHES = 5;

/**
 * Keeps a store equal to one kind in one cluster: a paged list, then a watch
 * from its resource version, for ever. Any trouble ends in another attempt
 * after a growing, jittered delay; the list is repeated only when the server no
 * longer knows where the watch stopped. Modelled on client-go's reflector.
 */
export class Reflector {
  readonly #times: ReflectorTimes;
  readonly #backoff: Backoff;
  readonly #slowBackoff: Backoff;
  readonly #unusable = new UnusableObjects();
  #resourceVersion?: string;
  #fruitlessWatches = 0;

  constructor(private readonly options: ReflectorOptions) {
    this.#times = { ...DEFAULT_TIMES, ...options.times };
    this.#backoff = new Backoff(this.#times.retry);
    this.#slowBackoff = new Backoff(this.#times.slowRetry);
  }

  /** Runs until the signal is aborted; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(await this.#attempt(signal), signal);
    }
  }

  /** One list or watch; the delay before the next one. */
  async #attempt(signal: AbortSignal): Promise<number> {
    const verb = this.#resourceVersion === undefined ? 'list' : 'watch';
    try {
      if (verb === 'list') {
        await this.#list(signal);
        return 0;
      }
      return await this.#watch(signal);
    } catch (error) {
      if (signal.aborted) return 0;
      this.options.onRestart();
      return this.#delayAfter({ verb, error });
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { store, listing, onContact } = this.options;
    const list = await listing(() =>
      listObjects(this.options, {
        signal,
        timeoutMs: this.#times.page,
        onPage: objects => {
          onContact();
          if (!signal.aborted) objects.forEach(one => store.upsert(one));
        },
      }),
    );
    if (signal.aborted) return;
    store.retain(list.names);
    if (this.#unusable.replace(list.unusable)) this.#tellUnusable();
    this.#resourceVersion = list.resourceVersion;
    this.options.onProblem(undefined);
  }

  /** The delay after a watch that ended cleanly. */
  async #watch(signal: AbortSignal): Promise<number> {
    const startedAt = Date.now();
    const from = this.#resourceVersion;
    let accepted = false;
    let short = true;
    try {
      await this.#follow(signal, () => (accepted = true));
      short = Date.now() - startedAt < this.#times.shortest;
    } finally {
      const told = this.#resourceVersion !== from;
      if (accepted) this.#noteWatch(told || !short);
    }
    // A server that always closes at once would otherwise be asked in a loop.
    if (!short || signal.aborted) return 0;
    this.options.onRestart();
    return this.#backoff.next();
  }

  async #follow(signal: AbortSignal, onAccepted: () => void): Promise<void> {
    const events = watchObjects(this.options, {
      resourceVersion: this.#resourceVersion ?? '',
      times: this.#times,
      signal,
      onContact: () => {
        onAccepted();
        this.options.onContact();
        this.options.onProblem(undefined);
      },
    });
    for await (const event of events) {
      if (signal.aborted) return;
      this.#take(event);
      if (event.resourceVersion) this.#resourceVersion = event.resourceVersion;
    }
  }

  #take(event: WatchEvent): void {
    const { store } = this.options;
    if (event.type === 'BOOKMARK') return;
    if (event.type === 'UNUSABLE') {
      if (this.#unusable.add(event.unusable)) this.#tellUnusable();
      return;
    }
    if (event.type === 'DELETED') store.remove(event.object);
    else store.upsert(event.object);
    if (this.#unusable.forget(event.object)) this.#tellUnusable();
  }

  /**
   * A server that was restored from a backup does not know the future that we
   * come from: it accepts the watch and stays silent, without any error.
   */
  #noteWatch(fruitful: boolean): void {
    this.#fruitlessWatches = fruitful ? 0 : this.#fruitlessWatches + 1;
    if (this.#fruitlessWatches < MOST_FRUITLESS_WATCHES) return;
    this.#fruitlessWatches = 0;
    this.#resourceVersion = undefined;
  }

  #delayAfter(problem: ReflectorProblem): number {
    const { verb, error } = problem;
    if (verb === 'watch' && isLost(error)) {
      this.#resourceVersion = undefined;
      return this.#backoff.next();
    }
    this.options.onProblem(problem);
    const slow = ['forbidden', 'notInstalled'].includes(problemOf(error));
    const backoff = slow ? this.#slowBackoff : this.#backoff;
    return backoff.next(retryAfterMs(error));
  }

  #tellUnusable(): void {
    this.options.onUnusable(this.#unusable.summary());
  }
}

/** Whether a watch cannot go on from its resource version: too old, too new or not understood. */
function isLost(error: unknown): boolean {
  return (
    error instanceof KubernetesStatusError &&
    (error.expired || error.ahead || error.code === 400)
  );
}
