import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { managedFields } from './managed-fields';

const CREATED = '2026-11-01T08:00:00Z';
const READY_SINCE = '2026-11-01T08:03:10Z';
const SQL = 'postgresql.sql.m.crossplane.io/v1alpha1';
/** Roles of a service: those of the database, and its user. */
const ROLES = ['owner', 'rw', 'ro', 'app'];

/** Where the objects of one database service are. */
export interface ServicePlace {
  namespace: string;
  name: string;
  /** Name of the cluster that credentials are delivered to. */
  applicationCluster: string;
  /** Composed resources beyond the usual ones, for services that are unusually large. */
  extraGrants?: number;
}

/** What one database service consists of, by cluster. */
export interface ServiceObjects {
  platform: KubernetesObject[];
  application: KubernetesObject[];
}

/** The objects of one healthy database service, as the operators write them. */
export function serviceObjects(place: ServicePlace): ServiceObjects {
  const composed = composedObjects(place);
  return {
    platform: [claim(place, composed), ...composed],
    application: [externalSecret(place)],
  };
}

function composedObjects(place: ServicePlace): KubernetesObject[] {
  const { name, extraGrants = 0 } = place;
  return [
    server(place),
    sql(place, 'Database', 'databases', 'orders', { owner: 'orders~owner' }),
    ...ROLES.map(role =>
      sql(place, 'Role', 'users', role, { privileges: { login: true } }),
    ),
    sql(place, 'Grant', 'users', 'app-rw', grantOf('app', 'rw')),
    ...Array.from({ length: extraGrants }, (_, index) =>
      sql(place, 'Grant', 'users', `extra-${index}`, grantOf('app', 'ro')),
    ),
    pushSecret(place),
    atlasSchema(place),
    carrier(place, `${name}-delivery`),
  ];
}

const grantOf = (role: string, memberOf: string) => ({ role, memberOf });

function conditions(generation: number, ...types: [string, string][]) {
  return types.map(([type, reason]) => ({
    type,
    status: 'True',
    reason,
    lastTransitionTime: READY_SINCE,
    observedGeneration: generation,
  }));
}

function object(
  place: ServicePlace,
  parts: {
    apiVersion: string;
    kind: string;
    name: string;
    layer?: string;
    namespace?: string;
    spec: object;
    status: object;
  },
): KubernetesObject {
  const { apiVersion, kind, name, layer, spec, status } = parts;
  const metadata = {
    labels: {
      'dbaas.dev/database': `${place.namespace}.${place.name}`,
      ...(layer && {
        'dbaas.dev/layer': layer,
        'crossplane.io/composite': place.name,
      }),
    },
    annotations: {
      ...(layer && { 'crossplane.io/composition-resource-name': name }),
    },
  };
  const content = { apiVersion, kind, spec, status };
  return {
    ...content,
    metadata: {
      name,
      namespace: parts.namespace ?? place.namespace,
      uid: `${kind}-${place.namespace}-${name}`,
      generation: 1,
      creationTimestamp: CREATED,
      ...metadata,
      ...(layer && {
        finalizers: ['finalizer.managedresource.crossplane.io'],
        ownerReferences: [
          {
            apiVersion: 'dbaas.dev/v1alpha1',
            kind: 'ManagedDatabase',
            name: place.name,
            uid: `ManagedDatabase-${place.namespace}-${place.name}`,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      }),
      managedFields: managedFields(content, metadata, READY_SINCE),
    },
  };
}

function claim(
  place: ServicePlace,
  composed: readonly KubernetesObject[],
): KubernetesObject {
  const { name, namespace, applicationCluster } = place;
  return object(place, {
    apiVersion: 'dbaas.dev/v1alpha1',
    kind: 'ManagedDatabase',
    name,
    spec: {
      engine: 'postgresql',
      version: '17',
      placement: 'cnpg',
      plan: 'small',
      highAvailability: false,
      deletionProtection: true,
      databases: [{ name: 'orders', extensions: [] }],
      users: [
        { name: 'app', access: [{ database: 'orders', level: 'readWrite' }] },
      ],
      schema: [{ database: 'orders', declarative: { sql: SCHEMA } }],
      delivery: [
        {
          cluster: applicationCluster,
          namespace,
          user: 'app',
          database: 'orders',
          secretName: name,
        },
      ],
      dapr: [],
      crossplane: {
        compositionRef: { name: 'manageddatabases.dbaas.dev' },
        resourceRefs: composed.map(({ apiVersion, kind, metadata }) => ({
          apiVersion,
          kind,
          name: metadata.name,
        })),
      },
    },
    status: {
      phase: 'Ready',
      message: `All ${composed.length} parts are ready.`,
      endpoint: { host: `${name}-rw.${namespace}.svc`, port: 5432 },
      version: '17',
      databases: [{ name: 'orders', ready: true }],
      users: [{ name: 'app', ready: true }],
      conditions: conditions(
        1,
        ['Synced', 'ReconcileSuccess'],
        ['Ready', 'Available'],
      ),
      parts: composed.map(({ kind, metadata }) => ({
        layer: metadata.labels?.['dbaas.dev/layer'],
        name: metadata.name,
        kind,
        state: 'healthy',
        reason: 'Available',
        since: READY_SINCE,
      })),
    },
  });
}

const SCHEMA = `CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);`;

function server(place: ServicePlace): KubernetesObject {
  return object(place, {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    name: place.name,
    layer: 'server',
    spec: {
      imageName: 'ghcr.io/cloudnative-pg/postgresql:17',
      instances: 1,
      enableSuperuserAccess: true,
      storage: { size: '10Gi' },
      resources: { requests: { cpu: '500m', memory: '1Gi' } },
      postgresql: { parameters: { max_connections: '100' } },
    },
    status: {
      phase: 'Cluster in healthy state',
      instances: 1,
      readyInstances: 1,
      currentPrimary: `${place.name}-1`,
      targetPrimary: `${place.name}-1`,
      instanceNames: [`${place.name}-1`],
      certificates: {
        expirations: { [`${place.name}-ca`]: '2027-02-01 08:00:00 +0000 UTC' },
      },
      conditions: conditions(1, ['Ready', 'ClusterIsReady']),
    },
  });
}

function sql(
  place: ServicePlace,
  kind: string,
  layer: string,
  part: string,
  forProvider: object,
): KubernetesObject {
  return object(place, {
    apiVersion: SQL,
    kind,
    name: `${place.name}-${part}`,
    layer,
    spec: {
      forProvider,
      managementPolicies: ['*'],
      providerConfigRef: { kind: 'ProviderConfig', name: place.name },
      writeConnectionSecretToRef: { name: `${place.name}-${part}` },
    },
    status: {
      atProvider: {},
      conditions: conditions(
        1,
        ['Ready', 'Available'],
        ['Synced', 'ReconcileSuccess'],
      ),
    },
  });
}

function pushSecret(place: ServicePlace): KubernetesObject {
  const keys = ['host', 'port', 'database', 'username', 'password', 'uri'];
  return object(place, {
    apiVersion: 'external-secrets.io/v1alpha1',
    kind: 'PushSecret',
    name: `${place.name}-push`,
    layer: 'secrets',
    spec: {
      refreshInterval: '1m',
      updatePolicy: 'Replace',
      deletionPolicy: 'Delete',
      secretStoreRefs: [{ kind: 'ClusterSecretStore', name: 'dbaas' }],
      selector: { secret: { name: `${place.name}-connection` } },
      data: keys.map(secretKey => ({
        match: {
          secretKey,
          remoteRef: { remoteKey: place.name, property: secretKey },
        },
      })),
    },
    status: {
      refreshTime: READY_SINCE,
      syncedResourceVersion: '1-0a1b2c',
      conditions: conditions(1, ['Ready', 'Synced']),
    },
  });
}

function atlasSchema(place: ServicePlace): KubernetesObject {
  return object(place, {
    apiVersion: 'db.atlasgo.io/v1alpha1',
    kind: 'AtlasSchema',
    name: `${place.name}-schema`,
    layer: 'schema',
    spec: {
      urlFrom: { secretKeyRef: { name: `${place.name}-owner`, key: 'url' } },
      devURLFrom: { secretKeyRef: { name: `${place.name}-dev`, key: 'url' } },
      schema: { sql: SCHEMA },
      policy: { lint: { destructive: { error: true } } },
    },
    status: {
      observed_hash: '8c2f0a91d3b48c2f0a91d3b48c2f0a91d3b4',
      last_applied: 1_793_520_190,
      conditions: conditions(1, ['Ready', 'Applied']),
    },
  });
}

function carrier(place: ServicePlace, name: string): KubernetesObject {
  const { metadata, ...inner } = externalSecret(place);
  const { managedFields: _theirs, ...carried } = metadata;
  const manifest = { ...inner, metadata: carried };
  return object(place, {
    apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
    kind: 'Object',
    name,
    layer: 'secrets',
    spec: {
      readiness: { policy: 'AllTrue' },
      forProvider: { manifest: { ...manifest, status: undefined } },
      providerConfigRef: {
        kind: 'ClusterProviderConfig',
        name: place.applicationCluster,
      },
    },
    status: {
      atProvider: { manifest },
      conditions: conditions(
        1,
        ['Ready', 'Available'],
        ['Synced', 'ReconcileSuccess'],
      ),
    },
  });
}

function externalSecret(place: ServicePlace): KubernetesObject {
  return object(place, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    name: place.name,
    spec: {
      refreshInterval: '1m',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'dbaas' },
      target: { name: place.name, creationPolicy: 'Owner' },
      dataFrom: [{ extract: { key: place.name } }],
    },
    status: {
      refreshTime: READY_SINCE,
      syncedResourceVersion: '1-0a1b2c',
      binding: { name: place.name },
      conditions: conditions(1, ['Ready', 'SecretSynced']),
    },
  });
}
