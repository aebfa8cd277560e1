import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { KubernetesStatusError, problemOf } from '../clusters/kubernetes-error';
import { Backoff, type BackoffLimits } from './backoff';
import { listObjects, type ListSource } from './list';
import { sleep } from './sleep';
import { watchObjects, type WatchTimes } from './watch-stream';

/** Receives what a reflector learns, in order. */
export interface ReflectorStore {
  /** These are all objects that there are. */
  replace(objects: KubernetesObject[]): void;
  upsert(object: KubernetesObject): void;
  remove(object: KubernetesObject): void;
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
  times?: Partial<ReflectorTimes>;
}

/** All waiting times of a reflector, in milliseconds. */
export interface ReflectorTimes extends WatchTimes {
  retry: BackoffLimits;
  /** For what only a person can change: missing permission, missing kind. */
  slowRetry: BackoffLimits;
  /** A watch that ends sooner than this is treated like a failed one. */
  shortest: number;
}

const DEFAULT_TIMES: ReflectorTimes = {
  connect: 15_000,
  idle: 90_000,
  duration: 290_000,
  retry: { first: 250, longest: 30_000, resetAfter: 60_000 },
  slowRetry: { first: 10_000, longest: 300_000, resetAfter: 600_000 },
  shortest: 1_000,
};

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
  #resourceVersion?: string;

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
    const startedAt = Date.now();
    try {
      if (verb === 'list') {
        await this.#list(signal);
        return 0;
      }
      await this.#watch(signal);
      // A server that always closes at once would otherwise be asked in a loop.
      const short = Date.now() - startedAt < this.#times.shortest;
      return short ? this.#backoff.next() : 0;
    } catch (error) {
      return signal.aborted ? 0 : this.#delayAfter({ verb, error });
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { store, listing, onContact } = this.options;
    const list = await listing(() =>
      listObjects(this.options, signal, onContact),
    );
    if (signal.aborted) return;
    store.replace(list.objects);
    this.#resourceVersion = list.resourceVersion;
    this.options.onProblem(undefined);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { store } = this.options;
    const events = watchObjects(this.options, {
      resourceVersion: this.#resourceVersion ?? '',
      times: this.#times,
      signal,
      onContact: () => {
        this.options.onContact();
        this.options.onProblem(undefined);
      },
    });
    for await (const event of events) {
      if (signal.aborted) return;
      if (event.type === 'DELETED') store.remove(event.object);
      else if (event.type !== 'BOOKMARK') store.upsert(event.object);
      if (event.resourceVersion) this.#resourceVersion = event.resourceVersion;
    }
  }

  #delayAfter(problem: ReflectorProblem): number {
    const { error } = problem;
    if (!(error instanceof KubernetesStatusError)) {
      this.options.onProblem(problem);
      return this.#backoff.next();
    }
    if (error.expired) {
      this.#resourceVersion = undefined;
      return this.#backoff.next();
    }
    this.options.onProblem(problem);
    const slow = ['forbidden', 'notInstalled'].includes(problemOf(error));
    const backoff = slow ? this.#slowBackoff : this.#backoff;
    return backoff.next((error.retryAfterSeconds ?? 0) * 1_000);
  }
}
