import type { ApiResources, Discovery } from '../clusters/discovery';
import { retryAfterMs } from '../clusters/kubernetes-error';
import { sleep } from './sleep';

/** After each quiet answer the next one is awaited this much longer. */
const GROWTH = 1.5;

/** Times of discovery, in milliseconds. */
export interface DiscoveryTimes {
  /** From one question to the next, after a change or at the start of trouble. */
  first: number;
  /** The same after a long time without changes. */
  longest: number;
  /** Until an answer must be complete. */
  answer: number;
}

/** Asks a cluster what it serves, often after a change, then less and less. */
export class DiscoveryLoop {
  #soon = new AbortController();

  constructor(
    private readonly options: {
      discovery: Discovery;
      times: DiscoveryTimes;
      /** Takes an answer; whether kinds came or went. */
      onResources: (resources: ApiResources) => boolean;
      onError: (error: unknown) => void;
    },
  ) {}

  /**
   * Asks again soon. At the start of trouble with a kind this tells whether the
   * kind is gone, or the cluster.
   */
  askSoon(): void {
    this.#soon.abort();
  }

  /** Runs until the signal is aborted; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { first, longest } = this.options.times;
    let delay = first;
    while (!signal.aborted) {
      this.#soon = new AbortController();
      const soon = this.#soon.signal;
      const { changed, atLeast } = await this.#ask(signal);
      delay = changed ? first : Math.min(delay * GROWTH, longest);
      await sleep(atLeast + jittered(delay), AbortSignal.any([signal, soon]));
      if (!soon.aborted) continue;
      delay = first;
      await sleep(atLeast + jittered(delay), signal);
    }
  }

  async #ask(signal: AbortSignal) {
    try {
      const resources = await this.options.discovery.run(signal);
      const changed = !signal.aborted && this.options.onResources(resources);
      return { changed, atLeast: 0 };
    } catch (error) {
      if (!signal.aborted) this.options.onError(error);
      return { changed: false, atLeast: retryAfterMs(error) };
    }
  }
}

function jittered(delay: number): number {
  return delay * (0.75 + Math.random() / 2);
}
