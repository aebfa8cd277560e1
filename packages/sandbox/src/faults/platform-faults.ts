import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { ClusterClient } from '../kubernetes/cluster-client';
import type { PostgresServers } from '../postgres/postgres-servers';
import { createFault, type Fault } from './fault';

const CLUSTER_ROLE = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
} as const;

const rulesSchema = z.array(
  z.looseObject({ resources: z.array(z.string()).optional() }),
);

/** An API server that can be switched off and on again. */
export interface Switchable {
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** The API server of a cluster does not answer. */
export function apiServerDown(cluster: string, server: Switchable): Fault {
  return createFault(
    `${cluster}-api-down`,
    `Nobody reaches the API server of ${cluster}; the databases keep running.`,
    {
      on: () => server.stop(),
      off: () => server.start(),
    },
  );
}

/** Backstage may no longer read a resource. */
export function readingForbidden(
  client: ClusterClient,
  role: string,
  resource: string,
): Fault {
  const ref = { ...CLUSTER_ROLE, name: role };
  let before: KubernetesObject | undefined;
  return createFault(
    `${client.cluster}-${resource}-forbidden`,
    `Backstage may not read ${resource} of ${client.cluster}.`,
    {
      on: async () => {
        before = await client.get(ref);
        if (!before)
          throw new Error(
            `There is no ClusterRole ${role} in ${client.cluster}.`,
          );
        const rules = rulesSchema.parse(before.rules).map(rule => ({
          ...rule,
          resources: rule.resources?.filter(name => name !== resource),
        }));
        await client.patch(ref, {
          rules: rules.filter(
            rule => rule.resources === undefined || rule.resources.length > 0,
          ),
        });
      },
      off: async () => {
        if (before) await client.patch(ref, { rules: before.rules });
      },
    },
  );
}

/** Credentials no longer reach the application cluster: the token of its secret store is gone. */
export function secretStoreLocked(
  client: ClusterClient,
  tokenSecret: KubernetesObject,
): Fault {
  const { name, namespace } = tokenSecret.metadata;
  return createFault(
    'secret-store-locked',
    `The secret store of ${client.cluster} has lost its token: no credentials arrive any more.`,
    {
      on: () =>
        client.delete({ apiVersion: 'v1', kind: 'Secret', namespace, name }),
      off: async () =>
        void (await client.apply(tokenSecret, {
          fieldManager: 'sandbox',
          force: true,
        })),
    },
  );
}

/** Every database server is killed, as when a node dies; its operator starts it again. */
export function serversKilled(
  postgres: PostgresServers,
  keep: readonly string[],
): Fault {
  const kill = async () => {
    for (const id of await postgres.ids()) {
      const server = keep.includes(id) ? undefined : postgres.find(id);
      if (server) process.kill(server.processId, 'SIGKILL');
    }
  };
  return createFault(
    'servers-killed',
    'Every database server is killed once; the operator brings it back.',
    {
      on: kill,
      off: async () => {},
    },
  );
}
