/** Changes within this time are worked off together. */
const COALESCE_MS = 50;
const REVIEW_EVERY_MS = 1_000;
/** Per round, so that a large fleet does not stand still. */
const REVIEWS_AT_A_TIME = 200;

/**
 * Says which keys to look at again: soon after they were marked, and from time
 * to time without a mark, because verdicts depend on the time.
 */
export class ReviewQueue {
  readonly #dirty = new Set<string>();
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
    this.#dirty.clear();
  }

  /** Nothing waits to be looked at. */
  get empty(): boolean {
    return this.#dirty.size === 0;
  }

  /** Looks at a key again soon. */
  mark(key: string): void {
    this.#dirty.add(key);
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
    const keys = [...this.#dirty];
    this.#dirty.clear();
    this.#timer = undefined;
    keys.forEach(key => this.review(key));
  }

  #markDue(): void {
    const now = Date.now();
    let left = REVIEWS_AT_A_TIME;
    for (const [key, reviewAt] of this.#reviewAt) {
      if (reviewAt > now) continue;
      this.mark(key);
      left -= 1;
      if (left === 0) return;
    }
  }
}
