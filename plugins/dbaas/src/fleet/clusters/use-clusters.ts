import { useApi } from '@backstage/core-plugin-api';
import type { ClusterHealthList } from '@backstage-dbaas/plugin-dbaas-common';
import { useCallback } from 'react';
import { dbaasApiRef } from '../../api/dbaas-api';
import { useLiveQuery, type LiveResult } from '../../live/use-live-query';

export type ClusterHealth = ClusterHealthList['items'][number];

const anyInTrouble = (clusters: ClusterHealth[]) =>
  clusters.some(({ state }) => state !== 'connected');

/** How well Backstage hears its clusters, kept current. */
export function useClusters(): LiveResult<ClusterHealth[]> {
  const api = useApi(dbaasApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.listClusters({ signal }),
    [api],
  );
  return useLiveQuery({ load, isMoving: anyInTrouble });
}
