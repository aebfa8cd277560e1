import {
  LAYERS,
  databaseServiceSchema,
  type Assessment,
  type DatabaseService,
  type Layer,
  type LayerAssessment,
} from '@backstage-dbaas/plugin-dbaas-common';

/** The moment at which all fixtures are looked at. */
export const NOW = new Date().toISOString();

export const before = (minutes: number): string =>
  new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

const DAY = 24 * 60;
const REF = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};

const HEALTHY_SUMMARY: Record<Layer, string> = {
  server: 'Ready',
  databases: '1 of 1',
  users: '1 of 1',
  secrets: 'In 1 of 1 cluster',
  schema: '8c2f0a91d3b4',
  dapr: 'orders-state for orders-api',
};

/** Six layers: healthy, but for the ones that are given. */
export function layers(
  changed: Partial<Record<Layer, Partial<LayerAssessment>>> = {},
): LayerAssessment[] {
  return LAYERS.map(layer => ({
    layer,
    state: 'healthy' as const,
    summary: HEALTHY_SUMMARY[layer],
    ready: 1,
    total: 1,
    ...changed[layer],
  }));
}

export const healthyAssessment: Assessment = {
  state: 'healthy',
  availability: 'available',
  convergence: 'converged',
  headline: 'Healthy',
  since: before(12 * DAY),
  layers: layers(),
  findings: [],
};

const composed = (
  layer: Layer,
  kind: string,
  apiVersion: string,
  name: string,
) => ({
  ref: {
    cluster: 'platform',
    apiVersion,
    kind,
    namespace: REF.namespace,
    name,
  },
  uid: `uid-${kind}-${name}`,
  parentUid: 'uid-claim',
  layer,
  state: 'healthy' as const,
  reason: 'Available',
  sentence: 'Ready.',
  since: before(12 * DAY),
});

const resources = [
  {
    ref: {
      cluster: 'platform',
      apiVersion: 'dbaas.dev/v1alpha1',
      kind: 'ManagedDatabase',
      namespace: REF.namespace,
      name: REF.name,
    },
    uid: 'uid-claim',
    state: 'healthy' as const,
    reason: 'Available',
    sentence: 'Everything is built.',
    since: before(12 * DAY),
  },
  composed('server', 'Cluster', 'postgresql.cnpg.io/v1', 'orders-db'),
  {
    ...composed('server', 'Pod', 'v1', 'orders-db-1'),
    parentUid: 'uid-Cluster-orders-db',
  },
  composed(
    'databases',
    'Database',
    'postgresql.sql.m.crossplane.io/v1alpha1',
    'orders-db-orders',
  ),
  composed(
    'users',
    'Role',
    'postgresql.sql.m.crossplane.io/v1alpha1',
    'orders-db-orders-app',
  ),
  {
    ...composed(
      'secrets',
      'ExternalSecret',
      'external-secrets.io/v1',
      'orders-db',
    ),
    observedByController: true,
  },
  composed(
    'schema',
    'AtlasSchema',
    'db.atlasgo.io/v1alpha1',
    'orders-db-orders',
  ),
];

const connection = {
  cluster: 'apps',
  namespace: 'orders',
  secretName: 'orders-db',
  secretKeys: [
    'host',
    'port',
    'database',
    'username',
    'password',
    'sslmode',
    'uri',
  ],
  delivered: true,
  refreshedAt: before(4),
  host: 'orders-db-rw.team-orders.svc',
  port: 5432,
  database: 'orders',
  user: 'orders_app',
  daprComponents: [
    { name: 'orders-state', type: 'state.postgresql', scopes: ['orders-api'] },
  ],
};

export const mergedRequest = {
  number: 482,
  title: 'dbaas: create orders-db',
  url: 'https://github.com/acme/gitops/pull/482',
  state: 'merged' as const,
  operation: 'create' as const,
  author: 'olivia',
  reviewers: ['pavel'],
  checks: { passed: 3, failed: 0, pending: 0 },
  createdAt: before(12 * DAY + 150),
  mergedAt: before(12 * DAY + 30),
  mergeCommit: '3fa91c2',
};

const milestones = [
  { name: 'requested', state: 'done', at: mergedRequest.createdAt },
  { name: 'reviewed', state: 'done', at: mergedRequest.mergedAt },
  {
    name: 'merged',
    state: 'done',
    at: mergedRequest.mergedAt,
    url: mergedRequest.url,
  },
  { name: 'applied', state: 'done', at: before(12 * DAY + 29) },
  { name: 'built', state: 'done' },
  { name: 'credentialsDelivered', state: 'done', at: before(12 * DAY) },
  { name: 'schemaApplied', state: 'done', at: before(12 * DAY) },
  { name: 'inUse', state: 'unknown' },
];

const HEALTHY = {
  ref: REF,
  entityRefs: ['component:default/orders-api'],
  exists: true,
  revision: 'r1',
  facts: {
    engine: 'postgresql',
    version: '17',
    placement: 'cnpg',
    plan: 'small',
    instances: 1,
    storageGB: 10,
    highAvailability: false,
    deletionProtection: true,
    databases: ['orders'],
    users: [
      {
        name: 'orders_app',
        access: [{ database: 'orders', level: 'readWrite' }],
      },
    ],
    endpoint: { host: 'orders-db-rw.team-orders.svc', port: 5432 },
  },
  deletion: {
    effect: 'refused',
    sentence:
      'Nothing: the cluster refuses it. Deletion protection is on. Set spec.deletionProtection to false first.',
    remains: [],
    evidence: [],
  },
  assessment: healthyAssessment,
  freshness: { observedAt: NOW, stale: false, unreadable: [] },
  milestones,
  resources,
  connections: [connection],
  schemas: [
    {
      database: 'orders',
      mode: 'declarative',
      version: '8c2f0a91d3b4',
      appliedAt: before(12 * DAY),
      state: 'healthy',
    },
  ],
  requests: [mergedRequest],
};

/** A database service as the backend answers it: healthy, but for what is given. */
export function databaseService(
  change: Partial<Omit<DatabaseService, 'assessment'>> & {
    assessment?: Partial<Assessment>;
  } = {},
): DatabaseService {
  return databaseServiceSchema.parse({
    ...HEALTHY,
    ...change,
    assessment: { ...healthyAssessment, ...change.assessment },
  });
}
