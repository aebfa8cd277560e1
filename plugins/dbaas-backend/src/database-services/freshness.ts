import type {
  Freshness,
  UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';
import { isStale, type ClusterStatus } from '../watch/cluster-status';

/**
 * How old an answer is that was put together from some clusters. With a working
 * watch it is current; without one it is as old as the last word of the
 * cluster that has been silent longest.
 */
export function freshnessOf(
  clusters: readonly ClusterStatus[],
  forge: readonly UnreadableSource[],
  now: number,
): Freshness {
  const silent = clusters.filter(cluster => isStale(cluster, now));
  const observedAt = Math.min(
    now,
    ...silent.map(
      cluster => cluster.lastContactAt ?? cluster.outageSince ?? now,
    ),
  );
  return {
    observedAt: new Date(observedAt).toISOString(),
    stale: silent.length > 0 || clusters.some(cluster => !cluster.everSettled),
    unreadable: [...clusters.flatMap(({ unreadable }) => unreadable), ...forge],
  };
}
