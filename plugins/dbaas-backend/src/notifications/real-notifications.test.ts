import { createMockDirectory } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import {
  serviceSignalChannel,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { eventually } from '../__testUtils__/eventually';
import { sqlGrant } from '../__testUtils__/orders-database';
import { DETAIL } from '../__testUtils__/reading-routes';
import { RealBackstage } from '../__testUtils__/real-backstage';
import { SignalListener } from '../__testUtils__/signal-listener';
import {
  putExample,
  startTestClusters,
  stopTestClusters,
  type TestClusters,
} from '../__testUtils__/test-clusters';
import { warmUp } from '../__testUtils__/test-platform';

const NOTIFICATIONS = '/api/notifications/notifications';

const SERVICE_CHANNEL = serviceSignalChannel({
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
});

const ENTITIES: Entity[] = [
  entity('Component', 'orders-api', {
    type: 'service',
    lifecycle: 'production',
    owner: 'team-orders',
  }),
  entity('Group', 'team-orders', { type: 'team', children: [] }),
  entity('User', 'ann', { memberOf: ['team-orders'] }),
];

function entity(kind: string, name: string, spec: Entity['spec']): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name },
    spec,
  };
}

/** The user lost a right; the server and what was made before work on. */
function brokenGrant(): KubernetesObject {
  return {
    ...sqlGrant(),
    status: {
      conditions: [
        {
          type: 'Synced',
          status: 'False',
          reason: 'ReconcileError',
          message: 'cannot create grant: connection refused',
          lastTransitionTime: new Date().toISOString(),
        },
        { type: 'Ready', status: 'True', reason: 'Available' },
      ],
    },
  };
}

describe('the notifications of a Backstage', () => {
  let clusters: TestClusters;
  let backstage: RealBackstage;
  let signals: SignalListener;

  beforeAll(async () => {
    await warmUp();
    clusters = await startTestClusters();
    backstage = await RealBackstage.start({
      clusters,
      entities: ENTITIES,
      user: 'user:default/ann',
      directory: createMockDirectory(),
      dbaas: {
        notifications: {
          delay: { degraded: '10ms', failed: '10ms', ready: '10ms' },
        },
      },
    });
    signals = await SignalListener.connect(backstage);
    signals.subscribe('notifications');
    signals.subscribe(SERVICE_CHANNEL);
    putExample(clusters);
    await stateIs('healthy');
  }, 90_000);
  afterAll(async () => {
    signals.close();
    await backstage.stop();
    await stopTestClusters(clusters);
  });

  const stateIs = (state: string) =>
    eventually(async () => {
      const { body } = await backstage.get(DETAIL);
      expect(body.assessment?.state).toBe(state);
    }, 15_000);

  const told = async () => (await backstage.get(NOTIFICATIONS)).body;
  const unread = async () =>
    (await backstage.get('/api/notifications/status')).body.unread;

  it('tell a member of the owning group once that a database is impaired', async () => {
    clusters.platform.put(brokenGrant());
    await stateIs('degraded');
    await eventually(async () => expect((await told()).totalCount).toBe(1));
    expect((await told()).notifications).toEqual([
      expect.objectContaining({
        user: 'user:default/ann',
        origin: 'plugin:dbaas',
        read: null,
        payload: expect.objectContaining({
          title: 'Database orders-db is impaired',
          description: expect.stringMatching(/^Working, with a problem: .*\.$/),
          link: '/catalog/default/component/orders-api/database',
          severity: 'high',
          topic: 'dbaas',
          scope: 'platform/team-orders/orders-db',
        }),
      }),
    ]);
  });

  it('tell the same member that it is over, in place of the trouble and unread', async () => {
    const [{ id }] = (await told()).notifications;
    await backstage.post(`${NOTIFICATIONS}/update`, { ids: [id], read: true });
    expect(await unread()).toBe(0);
    clusters.platform.put(sqlGrant());
    await stateIs('healthy');
    await eventually(async () => expect(await unread()).toBe(1));
    expect(await told()).toMatchObject({
      totalCount: 1,
      notifications: [
        {
          id,
          read: null,
          payload: {
            title: 'Database orders-db is well again',
            severity: 'normal',
            link: '/catalog/default/component/orders-api/database',
            scope: 'platform/team-orders/orders-db',
          },
        },
      ],
    });
  });

  it('reach the open page of the member at once, as the state does', async () => {
    const [{ id }] = (await told()).notifications;
    const news = { action: 'new_notification', notification_id: id };
    await eventually(() =>
      expect(signals.messages('notifications')).toEqual([
        news,
        { action: 'notification_read', notification_ids: [id] },
        news,
      ]),
    );
    const { body } = await backstage.get(DETAIL);
    await eventually(() =>
      expect(signals.messages(SERVICE_CHANNEL).at(-1)).toEqual({
        revision: body.revision,
      }),
    );
  });
});
