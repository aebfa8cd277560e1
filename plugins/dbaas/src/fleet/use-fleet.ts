import { useApi } from '@backstage/core-plugin-api';
import {
  FLEET_SIGNAL_CHANNEL,
  serviceSignalChannel,
  type DatabaseServiceList,
} from '@backstage-dbaas/plugin-dbaas-common';
import { useCallback, useEffect, useRef } from 'react';
import { dbaasApiRef } from '../api/dbaas-api';
import { useLiveQuery, type LiveResult } from '../live/use-live-query';
import { useSignals } from '../live/use-signals';
import { isMoving } from '../presentation/severity';
import { queryOf, type FleetFilter } from './fleet-filter';
import { loadFleet } from './load-fleet';

const anyMoves = ({ items }: DatabaseServiceList) =>
  items.some(({ assessment }) => isMoving(assessment.state));

/**
 * The first database services that match a filter, kept current. While others are
 * being asked for, the rows of before stay.
 *
 * @param filter - must stay the same object while it says the same
 */
export function useFleet(
  filter: FleetFilter,
  wanted: number,
): LiveResult<DatabaseServiceList> {
  const api = useApi(dbaasApiRef);
  const load = useCallback(
    (signal: AbortSignal) => loadFleet(api, queryOf(filter), wanted, signal),
    [api, filter, wanted],
  );
  const result = useLiveQuery({ load, isMoving: anyMoves });
  const previous = useRef<DatabaseServiceList>();
  useEffect(() => {
    if (result.data) previous.current = result.data;
  }, [result.data]);
  const data = result.data ?? (result.error ? undefined : previous.current);
  useSignals(
    [
      FLEET_SIGNAL_CHANNEL,
      ...(data?.items ?? []).map(({ ref }) => serviceSignalChannel(ref)),
    ],
    result.invalidate,
  );
  return { ...result, data };
}
