import type { BackoffLimits } from '../watch/backoff';

/**
 * How many attempts a backoff allows within a time at the very most: the first is
 * free, and every delay may be jittered down to its half.
 */
export function mostAttempts(
  elapsedMs: number,
  { first, longest }: Pick<BackoffLimits, 'first' | 'longest'>,
): number {
  let attempts = 1;
  let delay = first;
  for (let at = delay / 2; at <= elapsedMs; at += delay / 2) {
    attempts += 1;
    delay = Math.min(delay * 2, longest);
  }
  return attempts;
}
