import type { Assessment } from '@backstage-dbaas/plugin-dbaas-common';

const SOONEST_REVIEW_MS = 20_000;
const LATEST_REVIEW_MS = 300_000;
const SETTLED = new Set(['healthy', 'paused', 'notFound', 'requestClosed']);

/**
 * Time changes a verdict by how long something lasts. A tenth of that later it is
 * looked at again, so that what is new is followed closely and what is old costs little.
 */
export function reviewAfterMs(
  { state, since }: Assessment,
  now = Date.now(),
): number {
  if (SETTLED.has(state)) return LATEST_REVIEW_MS;
  const lastsMs = since === undefined ? 0 : now - Date.parse(since);
  return Math.min(LATEST_REVIEW_MS, Math.max(SOONEST_REVIEW_MS, lastsMs / 10));
}
