/** Limits of a {@link Backoff}, in milliseconds. */
export interface BackoffLimits {
  first: number;
  longest: number;
  /** After this long without trouble the next delay is the first one again. */
  resetAfter: number;
}

/**
 * Exponential delays with jitter, so that many watches that lost the same
 * server do not come back together. Modelled on the backoff manager of
 * client-go's reflector.
 */
export class Backoff {
  #delay = 0;
  #lastAt = -Infinity;

  constructor(
    private readonly limits: BackoffLimits,
    private readonly random: () => number = Math.random,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * The delay before the next attempt. It comes on top of `atLeast`, or else all
   * watches that were sent away with the same time would come back together.
   */
  next(atLeast = 0): number {
    const { first, longest, resetAfter } = this.limits;
    const calm = this.now() - this.#lastAt > this.#delay + resetAfter;
    this.#delay = calm ? first : Math.min(this.#delay * 2, longest);
    this.#lastAt = this.now();
    return atLeast + this.#delay * (0.5 + this.random() / 2);
  }
}
