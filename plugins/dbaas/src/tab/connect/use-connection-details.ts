import { useApi } from '@backstage/core-plugin-api';
import type {
  Connection,
  ConnectionDetails,
  DatabaseService,
} from '@backstage-dbaas/plugin-dbaas-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { dbaasApiRef } from '../../api/dbaas-api';

export interface LoadedConnections {
  /** Undefined until they are there, and when the database service is gone. */
  connections?: ConnectionDetails[];
  loading: boolean;
  error?: Error;
  retry(): void;
}

/** The ways to connect. Asked for again when the names change that they are made of. */
export function useConnectionDetails(
  service: DatabaseService,
): LoadedConnections {
  const { cluster, namespace, name } = service.ref;
  const api = useApi(dbaasApiRef);
  const names = JSON.stringify(service.connections);
  const { value, loading, error, retry } = useAsyncRetry(
    async () =>
      names === '[]' ? [] : api.getConnections({ cluster, namespace, name }),
    [api, cluster, namespace, name, names],
  );
  return { connections: value, loading, error, retry };
}

/** One text for a connection: where its Secret is. */
export function connectionId(connection: Connection): string {
  const { cluster, namespace, secretName } = connection;
  return `${cluster}/${namespace}/${secretName}`;
}
