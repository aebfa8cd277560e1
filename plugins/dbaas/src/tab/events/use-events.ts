import { useApi } from '@backstage/core-plugin-api';
import type {
  EventTypes,
  ResourceEventList,
  ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { dbaasApiRef } from '../../api/dbaas-api';

export interface LoadedEvents {
  /** Undefined until they are there, and when the database service is gone. */
  list?: ResourceEventList;
  loading: boolean;
  error?: Error;
  retry(): void;
}

/**
 * Events of a database service. All of them cost a request to each cluster, so they
 * are read on demand; warnings are known already and follow the revision.
 */
export function useEvents(
  service: ServiceRef,
  types: EventTypes,
  revision?: string,
): LoadedEvents {
  const { cluster, namespace, name } = service;
  const api = useApi(dbaasApiRef);
  const { value, loading, error, retry } = useAsyncRetry(
    async () => ({
      types,
      list: await api.getEvents({ cluster, namespace, name }, types),
    }),
    [api, cluster, namespace, name, types, revision],
  );
  // While the others are read, those of before would be taken for them.
  return {
    list: value?.types === types ? value.list : undefined,
    loading,
    error,
    retry,
  };
}
