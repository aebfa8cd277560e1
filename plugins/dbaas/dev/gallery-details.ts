import type {
  ClusterHealthList,
  ResourceEvent,
  ResourceManifest,
  ResourceNode,
  ResourceRef,
  UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';
import { NOW, before, databaseService } from '../src/testing/database-service';

const nodeOf = (
  apiVersion: string,
  kind: string,
  name: string,
  sentence: string,
): ResourceNode => ({
  ref: {
    cluster: 'platform',
    apiVersion,
    kind,
    namespace: 'team-orders',
    name,
  },
  layer: 'server',
  state: 'healthy',
  sentence,
  since: before(600),
});

const healthy = databaseService();

/** A database service of which everything can be looked at. */
export const detailedService = databaseService({
  resources: [
    ...healthy.resources,
    nodeOf(
      'postgresql.cnpg.io/v1',
      'ScheduledBackup',
      'orders-db-nightly',
      'Backs up at 02:00 every day.',
    ),
    nodeOf(
      'protection.crossplane.io/v1beta1',
      'Usage',
      'orders-db-server-used',
      'Keeps the server while databases need it.',
    ),
    nodeOf(
      'postgresql.sql.m.crossplane.io/v1alpha1',
      'ProviderConfig',
      'orders-db',
      'In use.',
    ),
  ],
  assessment: {
    state: 'degraded',
    headline: 'Working, with a problem: the last backup is late',
    findings: [
      {
        code: 'server.backup-late',
        severity: 'warning',
        layer: 'server',
        audience: 'platform',
        message:
          'The last backup completed 30 hours ago, every 24 is asked for.',
        nextStep: 'Look at the newest Backup of the schedule.',
        evidence: [],
        since: before(360),
      },
    ],
  },
});

const secretRef: ResourceRef = {
  cluster: 'platform',
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  namespace: 'team-orders',
  name: 'orders-db',
};

export const events: ResourceEvent[] = [
  {
    resource: secretRef,
    type: 'Warning',
    reason: 'UpdateFailed',
    message: 'error processing spec.data[0]: the store did not answer in time',
    count: 14,
    source: 'external-secrets',
    firstAt: before(52),
    lastAt: before(3),
  },
  {
    resource: {
      ...secretRef,
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
    },
    type: 'Normal',
    reason: 'InstanceReady',
    message: 'Instance orders-db-1 is ready',
    count: 1,
    source: 'cloudnative-pg',
    lastAt: before(20),
  },
];

export const refusedEvents: UnreadableSource = {
  cluster: 'apps',
  verb: 'list',
  resource: 'events',
  problem: 'forbidden',
  message: 'events is forbidden',
  since: before(30),
};

/** An object that looks as if it had been read two minutes ago. */
export function manifestOf(resource: ResourceRef): ResourceManifest {
  const { apiVersion, kind, namespace, name } = resource;
  return {
    resource,
    manifest: {
      apiVersion,
      kind,
      metadata: { name, namespace, labels: { 'dbaas.dev/layer': 'server' } },
      spec: { instances: 1, storage: { size: '10Gi' } },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    },
    observedAt: before(2),
    stale: kind === 'ExternalSecret',
  };
}

export const clusters: ClusterHealthList['items'] = [
  {
    name: 'platform',
    state: 'connected',
    lastContactAt: NOW,
    objects: 1_248,
    unreadable: [],
  },
  {
    name: 'apps',
    state: 'connected',
    lastContactAt: NOW,
    objects: 342,
    unreadable: [
      {
        ...refusedEvents,
        resource: 'components.dapr.io',
        message:
          'components.dapr.io is forbidden: User "backstage" cannot list',
      },
      { ...refusedEvents, resource: 'secrets', message: '' },
      {
        ...refusedEvents,
        resource: 'atlasschemas.db.atlasgo.io',
        problem: 'notInstalled',
        message: '',
      },
    ],
  },
  {
    name: 'apps-eu',
    state: 'stale',
    lastContactAt: before(11),
    objects: 210,
    unreadable: [],
  },
  { name: 'apps-us', state: 'unreachable', unreadable: [] },
];
