import {
  daprComponent,
  deliveredSecret,
  externalSecret,
  remoteObject,
} from '../fixtures/application-cluster';
import { backup, scheduledBackup } from '../fixtures/backups';
import { daprPod, podsOf } from '../fixtures/dapr-pods';
import {
  condition,
  kubernetesObject,
  minutesAgo,
  NOW,
  ready,
  synced,
  syncError,
  type Changes,
} from '../fixtures/objects';
import {
  atlasSchema,
  claim,
  cluster,
  database,
  pushSecret,
  role,
  secret,
  stalled,
} from '../fixtures/operators';
import {
  aSecret,
  lacks,
  noSecret,
  readerCases,
} from '../fixtures/reader-cases';
import { warningEvent } from '../fixtures/secret-stores';
import {
  assessFixture,
  serviceCases,
  withObjects,
} from '../fixtures/service-cases';
import { service } from '../fixtures/services';
import { assess } from '../assessment/assess';
import type { LookupResult } from '../resources/reader';
import { buildTree } from '../tree/build-tree';

/*
 * Situations 39 to 52 of those that mislead a reader of statuses: inverted and missing
 * conditions, Dapr, CloudNativePG, what cannot be seen, and the age of what is seen.
 * Each row is one of them.
 */

const unavailable = condition('Ready', 'False', 'Unavailable');
const unreachable = syncError('connect failed: dial tcp: i/o timeout');
const gettingDevDb = (more: { ready: number; reconciling: number }) => ({
  observedGeneration: 1,
  failed: 0,
  conditions: [
    condition('Ready', 'False', 'GettingDevDB', { minutes: more.ready }),
    condition('Reconciling', 'True', 'GettingDevDB', {
      minutes: more.reconciling,
    }),
    condition('Stalled', 'False', 'GettingDevDB', { minutes: more.ready }),
  ],
});
const failedSync = (more: Changes = {}, minutes = 30) =>
  externalSecret({
    status: {
      refreshTime: minutesAgo(90),
      conditions: [
        condition('Ready', 'False', 'SecretSyncedError', {
          message: 'could not get secret data from provider',
          minutes,
        }),
      ],
    },
    ...more,
  });

describe('conditions', () => {
  const allTrue = (carried = atlasSchema()) =>
    remoteObject(carried, 'schema', {
      spec: {
        providerConfigRef: { kind: 'ClusterProviderConfig', name: 'apps' },
        readiness: { policy: 'AllTrue' },
        forProvider: { manifest: { ...carried, status: undefined } },
      },
      status: {
        conditions: [unavailable, synced],
        atProvider: { manifest: carried },
      },
    });
  const driftCheck = (status: 'True' | 'False', reason: string) =>
    kubernetesObject('db.atlasgo.io/v1alpha1', 'AtlasDriftCheck', 'orders', {
      status: { conditions: [condition('Drifted', status, reason)] },
    });
  const rds = (...more: object[]) =>
    kubernetesObject('rds.aws.m.upbound.io/v1beta1', 'Instance', 'orders-db', {
      spec: { forProvider: { region: 'eu-west-1' } },
      status: {
        atProvider: { status: 'available' },
        conditions: [ready, synced, ...more],
      },
    });

  it.each(
    readerCases([
      [
        '39 an Object with policy AllTrue is never ready around an AtlasSchema that is applied',
        allTrue(),
        { state: 'healthy', sentence: expect.stringContaining('last applied') },
      ],
      [
        '39 an Object with policy AllTrue around an AtlasSchema that did fail',
        allTrue(atlasSchema({ status: stalled('LintPolicyError', 'x') })),
        { state: 'failed', code: 'atlas.lint-policy', audience: 'you' },
      ],
      [
        '39 Drifted True is bad',
        driftCheck('True', 'DriftDetected'),
        { state: 'degraded', code: 'atlas.drift' },
      ],
      [
        '39 Drifted False is good',
        driftCheck('False', 'NoDrift'),
        { state: 'healthy' },
      ],
      [
        '39 Stalled True of a kind that nobody knows is bad',
        kubernetesObject('example.org/v1', 'Thing', 'x', {
          status: {
            conditions: [
              condition('Ready', 'True', 'x'),
              condition('Stalled', 'True', 'x'),
            ],
          },
        }),
        { state: 'failed' },
      ],
      [
        '39 Reconciling of a kind that nobody knows is neither good nor bad',
        kubernetesObject('example.org/v1', 'Thing', 'x', {
          status: {
            conditions: [
              condition('Ready', 'True', 'x'),
              condition('Reconciling', 'False', 'x'),
            ],
          },
        }),
        { state: 'healthy' },
      ],
      [
        '39 a Cluster that is not hibernated says so with a condition that is False',
        cluster({
          status: {
            conditions: [
              condition('Ready', 'True', 'ClusterIsReady'),
              condition('cnpg.io/hibernation', 'False', 'NotHibernated'),
            ],
          },
        }),
        { state: 'healthy' },
      ],
      [
        '39 an asynchronous operation of upjet goes on or is finished, which is no verdict',
        rds(
          condition('AsyncOperation', 'False', 'Ongoing'),
          condition('LastAsyncOperation', 'True', 'Success'),
        ),
        { state: 'healthy' },
      ],
      [
        '40 Atlas gets a dev database',
        atlasSchema({ status: gettingDevDb({ ready: 1, reconciling: 1 }) }),
        { state: 'progressing', audience: 'wait' },
      ],
      [
        '40 Atlas has waited for a dev database for ever',
        atlasSchema({ status: gettingDevDb({ ready: 15, reconciling: 15 }) }),
        {
          state: 'degraded',
          code: 'atlas.dev-database-missing',
          audience: 'platform',
          nextStep: expect.stringContaining(
            'Deployment orders-db-orders-schema-atlas-dev-db',
          ),
        },
      ],
      [
        '41 an Object is Ready around an ExternalSecret without a Secret',
        remoteObject(
          externalSecret({
            status: {
              conditions: [condition('Ready', 'True', 'SecretDeleted')],
            },
          }),
          'secrets',
        ),
        {
          state: 'failed',
          code: 'secrets.secret-missing',
          evidence: [
            {
              path: 'status.atProvider.manifest.status.conditions[Ready]',
              value: 'True: SecretDeleted',
            },
          ],
        },
      ],
      [
        '41 an Object is Ready, and nobody has seen yet what it carries',
        remoteObject(externalSecret(), 'secrets', { observed: false }),
        { state: 'progressing', audience: 'wait' },
      ],
      [
        '50 Atlas was stalled for a month and gets a dev database since a minute',
        atlasSchema({
          status: gettingDevDb({ ready: 43_000, reconciling: 1 }),
        }),
        { state: 'progressing', since: minutesAgo(1) },
      ],
      [
        '50 an ExternalSecret is Ready for a month and lost its Secret some time',
        externalSecret({
          status: {
            refreshTime: minutesAgo(1),
            conditions: [
              condition('Ready', 'True', 'SecretDeleted', { minutes: 43_000 }),
            ],
          },
        }),
        { state: 'failed', since: undefined },
      ],
      [
        '50 an ExternalSecret is Ready for a month and keeps a value without a source',
        externalSecret({
          status: {
            refreshTime: minutesAgo(1),
            conditions: [
              condition('Ready', 'True', 'SecretSynced', {
                message: 'secret retained due to DeletionPolicy=Retain',
                minutes: 43_000,
              }),
            ],
          },
        }),
        {
          state: 'degraded',
          code: 'secrets.source-gone',
          since: undefined,
        },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    const verdict = read();
    expect(verdict).toMatchObject(expected);
    expect(lacks(verdict)).toEqual([]);
  });
});

describe('a Component of Dapr', () => {
  const changed = (minutes: number) => () =>
    ({
      found: 'yes',
      object: deliveredSecret({
        age: 5_000,
        metadata: {
          name: 'orders-db',
          managedFields: [{ time: minutesAgo(minutes) }],
        },
      }),
    } as const satisfies LookupResult);
  const configuration = (enabled: boolean) =>
    kubernetesObject('dapr.io/v1alpha1', 'Configuration', 'tracing', {
      spec: { features: [{ name: 'HotReload', enabled }] },
    });
  const withConfiguration = (enabled: boolean, minutes: number) => ({
    lookup: ({ kind }: { kind: string }): LookupResult =>
      kind === 'Configuration'
        ? { found: 'yes', object: configuration(enabled) }
        : changed(minutes)(),
  });

  it.each(
    readerCases([
      [
        '42 is set up, its pod is 2/2, and only the sidecar knows whether it is loaded',
        daprComponent(),
        { state: 'unknown', statusless: true, reason: 'NotConfirmed' },
        { lookup: changed(500), sidecars: podsOf(daprPod()) },
      ],
      [
        '42 names a Secret that is missing, which hides all components of the app',
        daprComponent(),
        {
          state: 'failed',
          code: 'dapr.secret-missing',
          audience: 'platform',
          sentence:
            'Dapr cannot load its components for orders-api: Secret "orders-db" is missing.',
        },
        { lookup: noSecret, sidecars: podsOf(daprPod()) },
      ],
      [
        '42 names a Secret that is made at the same time',
        daprComponent({ age: 1 }),
        { state: 'progressing', audience: 'wait' },
        { lookup: noSecret, sidecars: podsOf(daprPod()) },
      ],
      [
        '42 names a key that the Secret does not have',
        daprComponent(),
        {
          state: 'failed',
          sentence: expect.stringContaining('no key "host"'),
        },
        { lookup: aSecret({ data: { port: 'x' } }) },
      ],
      [
        '42 has a typo in its scopes',
        daprComponent({ scopes: ['ordres-api'] }),
        {
          state: 'unknown',
          statusless: true,
          code: 'dapr.no-application',
          audience: 'you',
          sentence: expect.stringMatching(
            /is for ordres-api, of which nothing runs in namespace "orders"; there is orders-api/,
          ),
        },
        { lookup: changed(500), sidecars: podsOf(daprPod()) },
      ],
      [
        '42 is in another namespace than its application',
        daprComponent(),
        {
          state: 'unknown',
          code: 'dapr.no-application',
          sentence: expect.stringContaining(
            'runs in namespace orders-prod and not in "orders"',
          ),
        },
        {
          lookup: changed(500),
          sidecars: podsOf(daprPod({ namespace: 'orders-prod' })),
        },
      ],
      [
        '42 is used by sidecars that are older than its Secret and do not reload (1.17)',
        daprComponent(),
        {
          state: 'degraded',
          code: 'dapr.restart-needed',
          audience: 'you',
          sentence: '2 pods of orders-api still use the old credentials.',
          nextStep: 'Restart orders-api.',
        },
        {
          lookup: changed(10),
          sidecars: podsOf(
            daprPod({ name: 'a', version: '1.17.4' }),
            daprPod({ name: 'b', version: '1.17.4' }),
            daprPod({ name: 'c', version: '1.17.4', startedMinutesAgo: 5 }),
          ),
        },
      ],
      [
        '42 is used by sidecars that are older than its Secret and reload by themselves (1.18)',
        daprComponent(),
        { state: 'unknown', reason: 'NotConfirmed' },
        { lookup: changed(10), sidecars: podsOf(daprPod()) },
      ],
      [
        '42 is used by sidecars that could reload, with hot reload switched off',
        daprComponent(),
        { state: 'degraded', code: 'dapr.restart-needed' },
        {
          ...withConfiguration(false, 10),
          sidecars: podsOf(daprPod({ configuration: 'tracing' })),
        },
      ],
      [
        '42 is used by sidecars of 1.17 with hot reload switched on',
        daprComponent(),
        { state: 'unknown', reason: 'NotConfirmed' },
        {
          ...withConfiguration(true, 10),
          sidecars: podsOf(
            daprPod({ configuration: 'tracing', version: '1.17.4' }),
          ),
        },
      ],
      [
        '42 holds the state of actors, which sidecars before 1.18.3 do not reload',
        daprComponent({
          spec: {
            type: 'state.postgresql',
            metadata: [
              {
                name: 'host',
                secretKeyRef: { name: 'orders-db', key: 'host' },
              },
              { name: 'actorStateStore', value: 'true' },
            ],
          },
        }),
        { state: 'degraded', code: 'dapr.restart-needed' },
        {
          lookup: changed(10),
          sidecars: podsOf(daprPod({ version: '1.18.2' })),
        },
      ],
      [
        '42 belongs to an app whose sidecar cannot start',
        daprComponent(),
        { state: 'failed', code: 'dapr.sidecar-stopped', audience: 'you' },
        {
          lookup: changed(500),
          sidecars: podsOf(daprPod({ crashedMinutesAgo: 600 })),
        },
      ],
      [
        '43 has stopped its app since a bad value was loaded at once',
        daprComponent(),
        {
          state: 'failed',
          code: 'dapr.reload-failed',
          audience: 'platform',
          sentence: expect.stringMatching(
            /sidecar of orders-api has stopped since the credentials changed/,
          ),
          evidence: [
            {
              path: 'Pod orders-api-7d9f-x2k4 status.containerStatuses[daprd]',
              value: 'CrashLoopBackOff, 7 restarts',
            },
          ],
        },
        {
          lookup: changed(10),
          sidecars: podsOf(daprPod({ crashedMinutesAgo: 3 })),
        },
      ],
      [
        '47 names a Secret that may be seen but not read',
        daprComponent(),
        { state: 'unknown', statusless: true },
        { lookup: aSecret() },
      ],
      [
        '47 names a Secret that may not be seen',
        daprComponent(),
        { state: 'unknown', statusless: true },
        { lookup: () => ({ found: 'unreadable' }) },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    const verdict = read();
    expect(verdict).toMatchObject(expected);
    expect(lacks(verdict)).toEqual([]);
  });
});

describe('a Cluster of CloudNativePG', () => {
  const since = (minutes: number) => ({
    managedFields: [{ time: minutesAgo(minutes) }],
  });
  it.each(
    readerCases([
      [
        '44 is healthy with a broken replica',
        cluster({ spec: { instances: 3 }, readyInstances: 2 }),
        {
          state: 'degraded',
          code: 'server.instances-missing',
          sentence: 'Only 2 of 3 instances of the server run.',
        },
      ],
      [
        '44 is healthy with a fenced primary',
        cluster({
          metadata: {
            annotations: { 'cnpg.io/fencedInstances': '["orders-db-1"]' },
          },
        }),
        { state: 'failed', code: 'server.fenced', audience: 'platform' },
      ],
      [
        '44 is healthy with a fenced replica',
        cluster({
          spec: { instances: 2 },
          readyInstances: 2,
          metadata: {
            annotations: { 'cnpg.io/fencedInstances': '["orders-db-2"]' },
          },
        }),
        { state: 'healthy' },
      ],
      [
        '44 restarts its primary',
        cluster({ phase: 'Primary instance is being restarted in-place' }),
        { state: 'progressing', audience: 'wait' },
      ],
      [
        '44 is in a healthy phase and not ready, for long',
        cluster({
          status: {
            conditions: [
              condition('Ready', 'False', 'ClusterIsNotReady', { minutes: 9 }),
            ],
          },
        }),
        { state: 'unknown', code: 'server.contradiction' },
      ],
      [
        '44 is in a healthy phase and not ready, for a moment',
        cluster({
          status: {
            conditions: [
              condition('Ready', 'False', 'ClusterIsNotReady', { minutes: 1 }),
            ],
          },
        }),
        { state: 'healthy' },
      ],
      [
        '44 is healthy because its operator is down and has not seen the new version',
        cluster({
          metadata: { generation: 2, ...since(30) },
          spec: {
            instances: 1,
            imageName: 'ghcr.io/cloudnative-pg/postgresql:18.1',
          },
        }),
        { state: 'degraded', code: 'kubernetes.change-not-picked-up' },
      ],
      [
        '44 is healthy because its operator is down and has not added an instance',
        cluster({ metadata: { generation: 2 }, spec: { instances: 3 } }),
        { state: 'degraded', code: 'server.instances-missing' },
      ],
      [
        '44 has more instances than asked for while it scales down',
        cluster({ spec: { instances: 1 }, readyInstances: 3 }),
        { state: 'healthy' },
      ],
      [
        '44 has no room to write any more',
        cluster({ phase: 'Not enough disk space', readyInstances: 0 }),
        { state: 'failed', code: 'server.storage-full', audience: 'you' },
      ],
      [
        '45 does not archive, which is no failure',
        cluster(),
        { state: 'healthy' },
      ],
      [
        '45 fails to archive',
        cluster({
          status: {
            conditions: [
              condition('Ready', 'True', 'ClusterIsReady'),
              condition('ContinuousArchiving', 'False', 'x', {
                message: 'unexpected failure invoking barman-cloud-wal-archive',
              }),
            ],
          },
        }),
        { state: 'degraded', code: 'server.archiving-failed' },
      ],
      [
        '45 has a certificate that expires, with a date as Go prints it',
        cluster({
          status: {
            certificates: {
              expirations: {
                'orders-db-ca': '2027-02-18 11:20:31 +0000 UTC',
                'orders-db-server': '2026-11-24 18:39:53 +0000 UTC',
              },
            },
          },
        }),
        {
          state: 'degraded',
          code: 'server.certificate-expires',
          evidence: expect.arrayContaining([
            {
              path: 'status.certificates.expirations[orders-db-server]',
              value: '2026-11-24 18:39:53 +0000 UTC',
            },
          ]),
        },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    const verdict = read();
    expect(verdict).toMatchObject(expected);
    expect(lacks(verdict)).toEqual([]);
  });
});

describe('what is seen late, or not at all', () => {
  const emptyCircuit = condition('Responsive', 'False', 'WatchCircuitOpen', {
    message: 'too many events; reconciling every 30s',
  });
  it.each(
    readerCases([
      [
        '46 the application cluster cannot be reached: unknown, and not new',
        remoteObject(externalSecret(), 'secrets', {
          status: {
            conditions: [ready, unreachable],
            atProvider: { manifest: externalSecret() },
          },
        }),
        {
          state: 'unknown',
          code: 'cluster.unreachable',
          audience: 'platform',
          stale: true,
        },
      ],
      [
        '47 an ExternalSecret is synced, and nobody may look at the Secret',
        externalSecret(),
        { state: 'healthy' },
        { lookup: () => ({ found: 'unreadable' }) },
      ],
      [
        '47 an ExternalSecret fails, nobody may look at the Secret, and there was one',
        failedSync(),
        { state: 'degraded' },
        { lookup: () => ({ found: 'unreadable' }) },
      ],
      [
        '48 a failure is about an earlier request than the one just made',
        atlasSchema({
          metadata: { generation: 2, managedFields: [{ time: minutesAgo(1) }] },
          status: stalled('LintPolicyError', 'destructive changes detected'),
        }),
        { state: 'progressing', audience: 'wait', stale: true },
      ],
      [
        '48 a failure of a managed resource is about an earlier request',
        database({
          metadata: { generation: 2, managedFields: [{ time: minutesAgo(1) }] },
          status: { conditions: [ready, syncError('cannot alter owner')] },
        }),
        { state: 'progressing', stale: true },
      ],
      [
        '48 a Secret was delivered a moment ago, and its watch is behind',
        externalSecret({
          status: {
            refreshTime: minutesAgo(0.2),
            syncedResourceVersion: '1-3b1e',
            conditions: [
              condition('Ready', 'True', 'SecretSynced', { minutes: 0.2 }),
            ],
          },
        }),
        { state: 'progressing', audience: 'wait' },
        { lookup: noSecret },
      ],
      [
        '48 a Secret that was there for long is gone: no watch is behind for that long',
        externalSecret({
          status: {
            refreshTime: minutesAgo(0.2),
            syncedResourceVersion: '1-3b1e',
            conditions: [condition('Ready', 'True', 'SecretSynced')],
          },
        }),
        { state: 'failed', code: 'secrets.secret-missing' },
        { lookup: noSecret },
      ],
      [
        '49 Crossplane looks at a composite rarely, because it changes too often',
        claim({ status: { conditions: [synced, ready, emptyCircuit] } }),
        {
          state: 'degraded',
          code: 'crossplane.circuit-open',
          audience: 'platform',
        },
      ],
      [
        '52 the Event that is left is about a trouble that was over before this one began',
        failedSync({}, 5),
        { state: 'degraded', code: 'secrets.not-refreshed' },
        {
          lookup: aSecret(),
          latestWarning: () => ({
            reason: 'UpdateFailed',
            message: 'dial tcp 10.3.1.4:8200: i/o timeout',
            at: minutesAgo(55),
          }),
        },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    const verdict = read();
    expect(verdict).toMatchObject(expected);
    expect(lacks(verdict)).toEqual([]);
  });
});

describe('a database service', () => {
  const daily = (...backups: ReturnType<typeof backup>[]) =>
    withObjects(service(), 'platform', scheduledBackup(), ...backups);
  const pluginCluster = cluster({
    spec: {
      instances: 1,
      plugins: [{ name: 'barman-cloud.cloudnative-pg.io' }],
    },
  });
  const isolated = service({
    externalSecret: undefined,
    deliveredSecret: undefined,
    daprComponent: undefined,
    externalSecretObject: remoteObject(externalSecret(), 'secrets', {
      status: {
        conditions: [ready, unreachable],
        atProvider: { manifest: externalSecret() },
      },
    }),
  });
  const found = (code: string, more: object = {}) =>
    expect.arrayContaining([expect.objectContaining({ code, ...more })]);

  it.each(
    serviceCases([
      [
        '41 believes its own eyes more than what Crossplane saw minutes ago',
        service({
          externalSecretObject: remoteObject(externalSecret(), 'secrets', {
            observed: failedSync(),
          }),
        }),
        { state: 'healthy', findings: [] },
      ],
      [
        '42 is green although nobody can confirm that Dapr has loaded its component',
        service(),
        { state: 'healthy', availability: 'available' },
      ],
      [
        '42 tells of a typo in the scopes, and is green',
        service({ daprComponent: daprComponent({ scopes: ['ordres-api'] }) }),
        {
          state: 'healthy',
          findings: found('dapr.no-application', {
            severity: 'info',
            audience: 'you',
            layer: 'dapr',
          }),
        },
        { sidecars: (_cluster, query) => podsOf(daprPod())(query) },
      ],
      [
        '43 has a change of credentials that became an outage of the application',
        service({
          deliveredSecret: deliveredSecret({
            metadata: {
              ...deliveredSecret().metadata,
              managedFields: [{ time: minutesAgo(10) }],
            },
          }),
        }),
        {
          state: 'degraded',
          availability: 'impaired',
          headline: expect.stringContaining(
            'The Dapr sidecar of orders-api has stopped since',
          ),
          findings: found('dapr.reload-failed', { severity: 'critical' }),
        },
        {
          sidecars: (_cluster, query) =>
            podsOf(daprPod({ crashedMinutesAgo: 3 }))(query),
        },
      ],
      [
        '43 has pods that hold the old credentials in their environment',
        service({
          deliveredSecret: deliveredSecret({
            metadata: {
              ...deliveredSecret().metadata,
              managedFields: [{ time: minutesAgo(10) }],
            },
          }),
        }),
        {
          state: 'degraded',
          audience: 'you',
          headline: expect.stringContaining(
            '1 pod still uses what Secret "orders-db" held before it changed.',
          ),
          findings: found('secrets.restart-needed', { layer: 'secrets' }),
        },
        {
          sidecars: (_cluster, query) =>
            podsOf(daprPod({ environmentFrom: 'orders-db' }))(query),
        },
      ],
      [
        '45 has backups that complete, although one failed long ago',
        daily(backup(10), backup(34, 'failed')),
        { state: 'healthy', findings: [] },
      ],
      [
        '45 has backups of which the last failed',
        daily(
          backup(10, 'failed', {
            error: 'cannot upload: postgres://a:hunter2@b refused',
          }),
          backup(34),
        ),
        {
          state: 'degraded',
          availability: 'available',
          audience: 'platform',
          headline:
            'Working, with a problem: The last backup of the server failed.',
          findings: found('server.backup-failed', { severity: 'warning' }),
        },
      ],
      [
        '45 has backups that fire and do not complete',
        daily(backup(10, 'running'), backup(60)),
        {
          state: 'degraded',
          headline: expect.stringContaining(
            'No backup of the server has completed for 60 hours; one is due every 24 hours.',
          ),
          findings: found('server.backup-late', { layer: 'server' }),
        },
      ],
      [
        '45 never had a backup, although two were due',
        daily(),
        { state: 'degraded', findings: found('server.backup-late') },
      ],
      [
        '45 is too new for a backup',
        withObjects(service(), 'platform', scheduledBackup({ age: 60 })),
        { state: 'healthy', findings: [] },
      ],
      [
        '45 has an empty lastSuccessfulBackup because a plugin makes the backups',
        withObjects(
          service({ cluster: pluginCluster }),
          'platform',
          scheduledBackup(),
        ),
        {
          state: 'healthy',
          findings: found('server.backup-unknown', { severity: 'unknown' }),
        },
      ],
      [
        '45 has backups that somebody suspended',
        withObjects(
          service(),
          'platform',
          scheduledBackup({
            spec: { cluster: { name: 'orders-db' }, suspend: true },
          }),
        ),
        {
          state: 'healthy',
          findings: found('server.backup-suspended', { severity: 'info' }),
        },
      ],
      [
        '45 archives successfully to nowhere',
        service({
          claim: claim({ spec: { backup: { retentionDays: 7 } } }),
          cluster: cluster({
            status: {
              conditions: [
                condition('Ready', 'True', 'ClusterIsReady'),
                condition(
                  'ContinuousArchiving',
                  'True',
                  'ContinuousArchivingSuccess',
                ),
              ],
            },
          }),
        }),
        {
          state: 'degraded',
          findings: found('server.no-archive-destination', {
            severity: 'critical',
          }),
        },
      ],
      [
        '46 has an application cluster out of reach: unknown, with what was last seen',
        isolated,
        {
          state: 'unknown',
          availability: 'available',
          audience: 'platform',
          detail: expect.stringContaining(
            'The application cluster cannot be reached.',
          ),
        },
      ],
      [
        '47 has Secrets that nobody may look at',
        service({
          deliveredSecret: undefined,
          roleSecret: undefined,
          administratorSecret: undefined,
        }),
        { state: 'healthy', availability: 'available', findings: [] },
        { lookup: () => ({ found: 'unreadable' }) },
      ],
      [
        '48 has a failure in what Crossplane saw, older than what we see',
        service({
          externalSecretObject: remoteObject(externalSecret(), 'secrets', {
            observed: failedSync({ metadata: { generation: 1 } }),
          }),
          externalSecret: externalSecret({
            metadata: { generation: 2 },
            status: {
              refreshTime: minutesAgo(0.5),
              syncedResourceVersion: '2-aa',
              conditions: [condition('Ready', 'True', 'SecretSynced')],
            },
          }),
        }),
        { state: 'healthy' },
      ],
      [
        '49 is well at this moment, and was not eight times within the hour',
        service(),
        {
          state: 'degraded',
          audience: 'platform',
          headline: expect.stringContaining(
            'changed between working and not working 8 times within 60 minutes',
          ),
          findings: found('service.flapping', {
            evidence: [expect.objectContaining({ path: 'history' })],
          }),
        },
        { stateChanges: [5, 9, 14, 20, 27, 33, 40, 55].map(minutesAgo) },
      ],
      [
        '49 was broken once within the hour, and often before',
        service(),
        { state: 'healthy' },
        { stateChanges: [30, 40, 90, 95, 100, 105, 110, 115].map(minutesAgo) },
      ],
      [
        '52 has an Event that repeats: the newest time of it counts',
        withObjects(
          service({ externalSecret: failedSync({}, 5) }),
          'apps',
          warningEvent(failedSync(), 'cannot find secret', { minutes: 20 }),
          warningEvent(failedSync(), 'dial tcp: i/o timeout', {
            minutes: 50,
            lastTimestamp: null,
            eventTime: minutesAgo(50),
            series: { count: 44, lastObservedTime: minutesAgo(1) },
          }),
        ),
        {
          headline: expect.stringContaining(
            'The secret store cannot be reached.',
          ),
        },
      ],
    ]),
  )('$what', ({ assess: read, expected }) => {
    const assessment = read();
    expect(assessment).toMatchObject(expected);
    expect(assessment.findings.flatMap(lacks)).toEqual([]);
  });

  it('52 an Event about an object without a namespace is in the namespace default', () => {
    const config = kubernetesObject('example.org/v1', 'Thing', 'shared', {
      metadata: { namespace: undefined },
    });
    const { claim: root, objects } = withObjects(
      service(),
      'platform',
      config,
      warningEvent(config, 'out of luck'),
    );
    const { bag } = buildTree(root, objects);
    expect(bag.latestWarning('platform', config)).toMatchObject({
      message: 'out of luck',
      at: minutesAgo(2),
    });
    expect(bag.latestWarning('apps', config)).toBeUndefined();
  });

  it('51 shows no secret, whatever operators write into their messages', () => {
    const text =
      "dial postgres://admin:hunter2@db:5432/x?password=hunter2: ALTER ROLE a PASSWORD 'hunter2'; PGPASSWORD=hunter2";
    const failing = (type: string, reason: string) => ({
      conditions: [condition(type, 'False', reason, { message: text })],
    });
    const secretive = withObjects(
      service({
        claim: claim({ status: { conditions: [ready, syncError(text)] } }),
        cluster: cluster({
          phase: 'Waiting for user action',
          status: { phaseReason: text },
        }),
        database: database({
          status: { conditions: [ready, syncError(text)] },
        }),
        role: role({ status: { conditions: [syncError(text)] } }),
        pushSecret: pushSecret({ status: failing('Ready', 'Errored') }),
        externalSecret: externalSecret({
          status: failing('Ready', 'SecretSyncedError'),
        }),
        externalSecretObject: remoteObject(externalSecret(), 'secrets', {
          status: { conditions: [ready, syncError(text)] },
        }),
        atlasSchema: atlasSchema({ status: stalled('ApplyingSchema', text) }),
        roleSecret: secret('orders-db-orders-app-credentials', {
          data: { password: 'aHVudGVyMg==' },
        }),
      }),
      'apps',
      warningEvent(externalSecret(), text),
    );
    const tree = buildTree(secretive.claim, secretive.objects);
    const { assessment, resources } = assess(tree, { now: NOW });
    const shown = JSON.stringify({ assessment, resources });
    expect(shown).toContain('••••');
    expect(shown).not.toContain('hunter2');
    expect(shown).not.toContain('aHVudGVyMg');
  });

  it('51 cuts what operators write at length', () => {
    const long = assessFixture(
      service({
        atlasSchema: atlasSchema({
          status: stalled('ApplyingSchema', 'CREATE TABLE x (); '.repeat(500)),
        }),
      }),
    );
    const [finding] = long.findings;
    expect(finding.details?.length).toBeLessThanOrEqual(1_000);
    expect(finding.evidence[0].value.length).toBeLessThanOrEqual(300);
  });
});
