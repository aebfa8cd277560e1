import {
  daprComponent,
  deliveredSecret,
  externalSecret,
  failedExternalSecret,
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
  syncError,
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
import { lacks } from '../fixtures/reader-cases';
import { warningEvent } from '../fixtures/secret-stores';
import {
  assessFixture,
  serviceCases,
  withObjects,
} from '../fixtures/service-cases';
import { service } from '../fixtures/services';
import { assess } from '../assessment/assess';
import { buildTree } from '../tree/build-tree';

/*
 * Situations that mislead a reader of statuses: what they mean for a whole
 * database service. Each row is one of them.
 */

const unreachable = syncError('connect failed: dial tcp: i/o timeout');

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
            observed: failedExternalSecret(),
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
            observed: failedExternalSecret({ metadata: { generation: 1 } }),
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
          service({ externalSecret: failedExternalSecret({}, 5) }),
          'apps',
          warningEvent(failedExternalSecret(), 'cannot find secret', {
            minutes: 20,
          }),
          warningEvent(failedExternalSecret(), 'dial tcp: i/o timeout', {
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
