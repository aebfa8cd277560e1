import { useApi } from '@backstage/core-plugin-api';
import {
  serviceSignalChannel,
  type DatabaseServiceList,
} from '@backstage-dbaas/plugin-dbaas-common';
import { useCallback, useEffect, useRef } from 'react';
import { dbaasApiRef } from '../api/dbaas-api';
import { useLiveQuery, type LiveResult } from '../live/use-live-query';
import { useSignals } from '../live/use-signals';
import { isMoving } from '../presentation/severity';
import type { FleetFilter } from './fleet-filter';

const anyMoves = ({ items }: DatabaseServiceList) =>
  items.some(({ assessment }) => isMoving(assessment.state));

/**
 * The database services that match a filter, worst first, kept current. While
 * another filter is being asked for, the rows of the one before stay.
 */
export function useFleet(
  { state, cluster, owner, text }: FleetFilter,
  limit: number,
): LiveResult<DatabaseServiceList> {
  const api = useApi(dbaasApiRef);
  const load = useCallback(
    (signal: AbortSignal) =>
      api.listServices(
        {
          ...(state && { state: [state] }),
          ...(cluster && { cluster: [cluster] }),
          ...(owner && { owner: [owner] }),
          ...(text && { text }),
          limit,
        },
        { signal },
      ),
    [api, state, cluster, owner, text, limit],
  );
  const result = useLiveQuery({ load, isMoving: anyMoves });
  const previous = useRef<DatabaseServiceList>();
  useEffect(() => {
    if (result.data) previous.current = result.data;
  }, [result.data]);
  const data = result.data ?? (result.error ? undefined : previous.current);
  useSignals(
    (data?.items ?? []).map(({ ref }) => serviceSignalChannel(ref)),
    result.invalidate,
  );
  return { ...result, data };
}
