import {
  databaseServiceListSchema,
  databaseServiceSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import request from 'supertest';
import { eventually } from './__testUtils__/eventually';
import { claim, cnpgCluster } from './__testUtils__/orders-database';
import { DETAIL } from './__testUtils__/reading-routes';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from './__testUtils__/test-platform';

const COMPONENT = {
  name: 'orders-state',
  cluster: 'apps',
  namespace: 'orders',
  scopes: ['orders-api'],
};

const cnpg = (kind: string, plural: string) => ({
  group: 'postgresql.cnpg.io',
  version: 'v1',
  kind,
  plural,
  namespaced: true,
});

function schedule(): KubernetesObject {
  const { apiVersion, metadata } = cnpgCluster();
  return {
    apiVersion,
    kind: 'ScheduledBackup',
    metadata: { ...metadata, uid: 'schedule', name: 'orders-db-daily' },
    spec: { schedule: '0 0 2 * * *', cluster: { name: 'orders-db' } },
  };
}

/** As the schedule makes it by default: nothing owns it, nothing labels it as ours. */
function failedBackup(cluster: string): KubernetesObject {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Backup',
    metadata: {
      name: `${cluster}-daily-20261125020000`,
      namespace: 'team-orders',
      uid: `backup-of-${cluster}`,
      creationTimestamp: '2026-11-25T02:00:00Z',
    },
    spec: { cluster: { name: cluster }, method: 'plugin' },
    status: { phase: 'failed', error: 'no space left on device' },
  };
}

function component(): KubernetesObject {
  return {
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: COMPONENT.name,
      namespace: COMPONENT.namespace,
      uid: 'component',
      creationTimestamp: '2026-11-25T12:00:00Z',
      labels: { 'dbaas.dev/database': 'team-orders.orders-db' },
    },
    spec: { type: 'state.postgresql', version: 'v2', metadata: [] },
    scopes: COMPONENT.scopes,
  };
}

function pod(appId: string): KubernetesObject {
  const startedAt = '2026-11-25T12:30:00Z';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${appId}-7d9f-x2k4`,
      namespace: COMPONENT.namespace,
      uid: `pod-${appId}`,
      creationTimestamp: startedAt,
      labels: { 'dapr.io/sidecar-injected': 'true', 'dapr.io/app-id': appId },
      annotations: { 'dapr.io/app-id': appId },
    },
    spec: { containers: [{ name: 'daprd', image: 'daprio/daprd:1.18.3' }] },
    status: {
      phase: 'Running',
      startTime: startedAt,
      containerStatuses: [{ name: 'daprd', state: { running: { startedAt } } }],
    },
  };
}

describe('what concerns a database service without belonging to it', () => {
  let test: TestPlatform;

  beforeAll(async () => {
    await warmUp();
    test = await startTestPlatform();
    const { platform, apps } = test;
    platform.serve(
      cnpg('Backup', 'backups'),
      cnpg('ScheduledBackup', 'scheduledbackups'),
    );
    apps.serve({
      group: '',
      version: 'v1',
      kind: 'Pod',
      plural: 'pods',
      namespaced: true,
    });
    const { spec, ...rest } = claim();
    platform.put({ ...rest, spec: { ...Object(spec), dapr: [COMPONENT] } });
    platform.put(schedule());
    [component(), pod('audit-api')].forEach(one => apps.put(one));
  }, 60_000);
  afterAll(() => test.stop());

  // The list shows what was made of a change; a detail is made anew each time.
  const findings = async (): Promise<string[]> => {
    const { body } = await request(test.server).get('/api/dbaas/services');
    return databaseServiceListSchema
      .parse(body)
      .items.flatMap(({ assessment }) =>
        assessment.findings.map(({ code }) => code),
      );
  };
  const kinds = async (): Promise<string[]> => {
    const { body } = await request(test.server).get(DETAIL);
    return databaseServiceSchema
      .parse(body)
      .resources.map(({ ref }) => ref.kind);
  };

  it('is noticed when it comes: a backup that failed, of this server only', async () => {
    await eventually(async () =>
      expect(await kinds()).toContain('ScheduledBackup'),
    );
    test.platform.put(failedBackup('another-db'));
    test.platform.put(failedBackup('orders-db'));
    await eventually(async () =>
      expect(await findings()).toContain('server.backup-failed'),
    );
  });

  it('is noticed when it comes: an application that uses the Dapr component', async () => {
    await eventually(async () =>
      expect(await findings()).toContain('dapr.no-application'),
    );
    test.apps.put(pod('orders-api'));
    await eventually(async () =>
      expect(await findings()).not.toContain('dapr.no-application'),
    );
  });
});
