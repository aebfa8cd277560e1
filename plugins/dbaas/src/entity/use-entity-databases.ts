import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import {
  entitySignalChannel,
  serviceSignalChannel,
  type DatabaseService,
} from '@backstage-dbaas/plugin-dbaas-common';
import { useCallback } from 'react';
import { dbaasApiRef } from '../api/dbaas-api';
import { useLiveQuery, type LiveResult } from '../live/use-live-query';
import { useSignals } from '../live/use-signals';
import { isMoving, worstFirst } from '../presentation/severity';

const anyMoves = (services: DatabaseService[]) =>
  services.some(({ assessment }) => isMoving(assessment.state));

/** The database services of an entity, worst first, kept current. */
export function useEntityDatabases(
  entity: Entity,
): LiveResult<DatabaseService[]> {
  const api = useApi(dbaasApiRef);
  const entityRef = stringifyEntityRef(entity);
  const load = useCallback(
    async (signal: AbortSignal) =>
      worstFirst(await api.getServicesByEntity(entityRef, { signal })),
    [api, entityRef],
  );
  const result = useLiveQuery({ load, isMoving: anyMoves });
  useSignals(
    [
      entitySignalChannel(entityRef),
      ...(result.data ?? []).map(({ ref }) => serviceSignalChannel(ref)),
    ],
    result.invalidate,
  );
  return result;
}
