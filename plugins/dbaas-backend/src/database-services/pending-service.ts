import type { PendingRequest } from '@backstage-dbaas/plugin-dbaas-common';

/** How long a request without a claim is shown after it was decided. */
const MERGED_SHOWN_MS = 24 * 3_600_000;
const CLOSED_SHOWN_MS = 7 * 24 * 3_600_000;

/**
 * Whether requests alone, without a claim in the cluster, make a database
 * service that people should see: one that waits for review, is being applied,
 * or was turned down not long ago. `requests` are newest first.
 */
export function isPending(
  requests: readonly PendingRequest[],
  now: number,
): boolean {
  if (requests.some(({ state }) => state === 'open')) return true;
  const [newest] = requests;
  if (!newest || newest.operation === 'delete') return false;
  const age = now - Date.parse(newest.mergedAt ?? newest.createdAt);
  return age < (newest.state === 'merged' ? MERGED_SHOWN_MS : CLOSED_SHOWN_MS);
}
