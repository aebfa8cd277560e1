/** Changes within this time are worked off together. */
const COALESCE_MS = 50;
/** So long keys are worked off before requests and watches get a turn. */
const SLICE_MS = 5;
const BREAK_MS = 1;

const REVIEW_EVERY_MS = 1_000;
/** Per round, so that a large fleet does not stand still. */
const REVIEWS_AT_A_TIME = 200;

/**
 * Says which keys to look at again: soon after they were marked, and from time
 * to time without a mark, because verdicts depend on the time.
 */
export class ReviewQueue {
  readonly #soon = new Set<string>();
  readonly #later = new Set<string>();
  readonly #reviewAt = new Map<string, number>();
  #timer?: NodeJS.Timeout;
  #interval?: NodeJS.Timeout;

  constructor(private readonly review: (key: string) => void) {}

  start(): void {
    this.#interval = setInterval(() => this.#markDue(), REVIEW_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#interval);
    clearTimeout(this.#timer);
    this.#soon.clear();
    this.#later.clear();
  }

  /** Nothing waits to be looked at. */
  get empty(): boolean {
    return this.#soon.size === 0 && this.#later.size === 0;
  }

  /** Whether a key is about to be looked at again because somebody marked it. */
  isMarked(key: string): boolean {
    return this.#soon.has(key);
  }

  /** Looks at a key again soon. */
  mark(key: string): void {
    this.#later.delete(key);
    this.#soon.add(key);
    this.#timer ??= setTimeout(() => this.#workOff(), COALESCE_MS);
  }

  /** Looks at a key again once no key is left that was marked to be looked at soon. */
  markLater(key: string): void {
    if (this.#soon.has(key)) return;
    this.#later.add(key);
    this.#timer ??= setTimeout(() => this.#workOff(), COALESCE_MS);
  }

  /** Looks at a key again after a while, even if nobody marks it. */
  schedule(key: string, afterMs: number): void {
    this.#reviewAt.set(key, Date.now() + afterMs);
  }

  forget(key: string): void {
    this.#reviewAt.delete(key);
  }

  #workOff(): void {
    const until = performance.now() + SLICE_MS;
    for (const keys of [this.#soon, this.#later]) {
      for (const key of keys) {
        keys.delete(key);
        this.review(key);
        if (performance.now() >= until) break;
      }
      if (performance.now() >= until) break;
    }
    this.#timer = this.empty
      ? undefined
      : setTimeout(() => this.#workOff(), BREAK_MS);
  }

  #markDue(): void {
    const now = Date.now();
    let left = REVIEWS_AT_A_TIME;
    for (const [key, reviewAt] of this.#reviewAt) {
      if (reviewAt > now) continue;
      this.markLater(key);
      left -= 1;
      if (left === 0) return;
    }
  }
}
