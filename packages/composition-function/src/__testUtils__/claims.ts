import type {
  KubernetesObject,
  ManagedDatabaseSpecInput,
} from '@backstage-dbaas/plugin-dbaas-common';

/** The smallest spec that asks for every layer. */
export const FULL_SPEC: ManagedDatabaseSpecInput = {
  engine: 'postgresql',
  version: '17',
  placement: 'cnpg',
  plan: 'small',
  databases: [{ name: 'orders', extensions: ['pgcrypto'] }],
  users: [
    {
      name: 'orders-app',
      access: [{ database: 'orders', level: 'readWrite' }],
    },
  ],
  schema: [
    {
      database: 'orders',
      declarative: { sql: 'CREATE TABLE orders (id bigint PRIMARY KEY);' },
    },
  ],
  delivery: [
    {
      cluster: 'apps',
      namespace: 'orders',
      user: 'orders-app',
      database: 'orders',
      secretName: 'orders-db',
    },
  ],
  dapr: [
    {
      name: 'orders-state',
      cluster: 'apps',
      namespace: 'orders',
      scopes: ['orders-api'],
    },
  ],
};

/** The same in a server that is there already. */
export const EXTERNAL_SPEC: ManagedDatabaseSpecInput = {
  ...FULL_SPEC,
  placement: 'external',
  plan: undefined,
  external: { secretRef: { name: 'pg-admin' } },
};

/** A spec without anything that is optional. */
export const MINIMAL_SPEC: ManagedDatabaseSpecInput = {
  version: '17',
  placement: 'cnpg',
  plan: 'small',
  databases: [{ name: 'orders' }],
};

/** A claim as the API server holds it. */
export function claimOf(
  spec: unknown,
  { status, name = 'orders-db' }: { status?: unknown; name?: string } = {},
): KubernetesObject {
  return {
    apiVersion: 'dbaas.dev/v1alpha1',
    kind: 'ManagedDatabase',
    metadata: {
      name,
      namespace: 'team-orders',
      uid: '4f1c1f8e-54b0-4c0e-9a37-4f4e4f2f9f11',
      generation: 1,
      creationTimestamp: '2026-11-25T10:00:00Z',
      labels: { 'dbaas.dev/entity': 'default.component.orders-api' },
    },
    spec,
    ...(status !== undefined && { status }),
  };
}
