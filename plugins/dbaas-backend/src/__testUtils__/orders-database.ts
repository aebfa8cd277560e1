import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ApiResource } from '../clusters/discovery';

/** A value that must not show up in any answer. */
export const PLANTED_SECRET = 'pl4nted-s3cret';

const DATABASE = 'team-orders.orders-db';
const CREATED = '2026-11-25T12:00:00Z';

function resource(
  group: string,
  version: string,
  kind: string,
  plural: string,
  namespaced = true,
): ApiResource {
  return { group, version, kind, plural, namespaced };
}

/** What a platform cluster serves, as far as the example needs it. */
export const PLATFORM_RESOURCES = [
  resource('dbaas.dev', 'v1alpha1', 'ManagedDatabase', 'manageddatabases'),
  resource('argoproj.io', 'v1alpha1', 'Application', 'applications'),
  resource('postgresql.cnpg.io', 'v1', 'Cluster', 'clusters'),
  resource(
    'postgresql.sql.m.crossplane.io',
    'v1alpha1',
    'Database',
    'databases',
  ),
  resource('postgresql.sql.m.crossplane.io', 'v1alpha1', 'Role', 'roles'),
  resource('postgresql.sql.m.crossplane.io', 'v1alpha1', 'Grant', 'grants'),
  resource('kubernetes.m.crossplane.io', 'v1alpha1', 'Object', 'objects'),
  resource('', 'v1', 'Secret', 'secrets'),
];

/** What an application cluster serves. */
export const APPS_RESOURCES = [
  resource('external-secrets.io', 'v1', 'ExternalSecret', 'externalsecrets'),
  resource('dapr.io', 'v1alpha1', 'Component', 'components'),
  resource('', 'v1', 'Secret', 'secrets'),
];

/** The claim of the example. */
export function claim(
  name = 'orders-db',
  namespace = 'team-orders',
  entity = 'default.component.orders-api',
): KubernetesObject {
  return {
    apiVersion: 'dbaas.dev/v1alpha1',
    kind: 'ManagedDatabase',
    metadata: {
      name,
      namespace,
      uid: `claim-${namespace}-${name}`,
      generation: 1,
      creationTimestamp: CREATED,
      labels: { 'dbaas.dev/entity': entity },
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': PLANTED_SECRET,
      },
    },
    spec: {
      engine: 'postgresql',
      version: '17',
      placement: 'cnpg',
      plan: 'small',
      highAvailability: false,
      deletionProtection: true,
      databases: [{ name: 'orders', extensions: [] }],
      users: [
        {
          name: 'orders-app',
          access: [{ database: 'orders', level: 'readWrite' }],
        },
      ],
      schema: [],
      delivery: [
        {
          cluster: 'apps',
          namespace: 'orders',
          user: 'orders-app',
          database: 'orders',
          secretName: 'orders-db',
        },
      ],
      dapr: [],
    },
    status: {
      phase: 'Ready',
      endpoint: { host: '10.0.0.7', port: 5432 },
      conditions: [
        condition('Synced', 'True', 'ReconcileSuccess'),
        condition('Ready', 'True', 'Available'),
      ],
    },
  };
}

function condition(type: string, status: string, reason: string) {
  return {
    type,
    status,
    reason,
    lastTransitionTime: CREATED,
    observedGeneration: 1,
  };
}

function composed(
  apiVersion: string,
  kind: string,
  name: string,
  layer: string,
  rest: object,
): KubernetesObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: 'team-orders',
      uid: `${kind}-${name}`,
      generation: 1,
      creationTimestamp: CREATED,
      labels: {
        'dbaas.dev/database': DATABASE,
        'dbaas.dev/layer': layer,
        'crossplane.io/composite': 'orders-db',
      },
      annotations: { 'crossplane.io/composition-resource-name': name },
      ownerReferences: [
        {
          apiVersion: 'dbaas.dev/v1alpha1',
          kind: 'ManagedDatabase',
          name: 'orders-db',
          uid: 'claim-team-orders-orders-db',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    ...rest,
  };
}

/** The server of the example; `readyInstances: 0` is one that does not run. */
export function cnpgCluster(readyInstances = 1): KubernetesObject {
  const healthy = readyInstances > 0;
  return composed('postgresql.cnpg.io/v1', 'Cluster', 'orders-db', 'server', {
    spec: { instances: 1 },
    status: {
      phase: healthy
        ? 'Cluster in healthy state'
        : 'Waiting for the instances to become active',
      instances: 1,
      readyInstances,
      currentPrimary: 'orders-db-1',
      targetPrimary: 'orders-db-1',
      conditions: [
        condition(
          'Ready',
          healthy ? 'True' : 'False',
          healthy ? 'ClusterIsReady' : 'ClusterIsNotReady',
        ),
      ],
    },
  });
}

export function sqlDatabase(): KubernetesObject {
  return composed(
    'postgresql.sql.m.crossplane.io/v1alpha1',
    'Database',
    'orders',
    'databases',
    {
      spec: {
        providerConfigRef: { kind: 'ProviderConfig', name: 'orders-db' },
      },
      status: {
        conditions: [
          condition('Synced', 'True', 'ReconcileSuccess'),
          condition('Ready', 'True', 'Available'),
        ],
      },
    },
  );
}

export function sqlRole(): KubernetesObject {
  return composed(
    'postgresql.sql.m.crossplane.io/v1alpha1',
    'Role',
    'orders-app',
    'users',
    {
      spec: {
        forProvider: { privileges: { login: true } },
        providerConfigRef: { kind: 'ProviderConfig', name: 'orders-db' },
      },
      status: {
        conditions: [
          condition('Synced', 'True', 'ReconcileSuccess'),
          condition('Ready', 'True', 'Available'),
        ],
      },
    },
  );
}

/** Without it the user could sign in and do nothing. */
export function sqlGrant(): KubernetesObject {
  return composed(
    'postgresql.sql.m.crossplane.io/v1alpha1',
    'Grant',
    'orders-app-orders',
    'users',
    {
      spec: {
        forProvider: { role: 'orders-app', memberOf: 'orders~rw' },
        providerConfigRef: { kind: 'ProviderConfig', name: 'orders-db' },
      },
      status: {
        conditions: [
          condition('Synced', 'True', 'ReconcileSuccess'),
          condition('Ready', 'True', 'Available'),
        ],
      },
    },
  );
}

/** The ExternalSecret in the application cluster. */
export function externalSecret(): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: {
      name: 'orders-db',
      namespace: 'orders',
      uid: 'external-secret',
      generation: 1,
      creationTimestamp: CREATED,
      labels: { 'dbaas.dev/database': DATABASE, 'dbaas.dev/layer': 'secrets' },
    },
    spec: {
      refreshInterval: '1h',
      target: { name: 'orders-db', creationPolicy: 'Owner' },
    },
    status: {
      refreshTime: new Date().toISOString(),
      syncedResourceVersion: '1-abc',
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'SecretSynced',
          message: 'secret synced',
          lastTransitionTime: CREATED,
        },
      ],
    },
  };
}

/** The delivered Secret, with the value that must stay where it is. */
export function deliveredSecret(): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'orders-db',
      namespace: 'orders',
      uid: 'secret',
      creationTimestamp: CREATED,
      labels: { 'dbaas.dev/database': DATABASE, 'dbaas.dev/layer': 'secrets' },
    },
    data: { password: Buffer.from(PLANTED_SECRET).toString('base64') },
    stringData: { password: PLANTED_SECRET },
  };
}

/** The Argo CD Application that applies the claim. */
export function application(status: object): KubernetesObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'platform', namespace: 'argocd', uid: 'application' },
    status: {
      resources: [
        {
          group: 'dbaas.dev',
          version: 'v1alpha1',
          kind: 'ManagedDatabase',
          namespace: 'team-orders',
          name: 'orders-db',
        },
      ],
      ...status,
    },
  };
}
