import type { TreeNode } from '@backstage-dbaas/plugin-dbaas-common';
import { cnpgCluster } from '../__testUtils__/orders-database';
import { parseEvent, resourceEvent } from './observed-event';

const about: TreeNode = {
  id: 'server',
  cluster: 'platform',
  object: cnpgCluster(),
  membership: 'part',
  observedByController: false,
};

const item = (changes: object) => ({
  metadata: { creationTimestamp: '2026-11-25T09:00:00Z' },
  involvedObject: { uid: 'server-uid' },
  type: 'Warning',
  reason: 'Unhealthy',
  message: 'Readiness probe failed',
  ...changes,
});

describe('Events of core/v1', () => {
  it.each<[string, object, object]>([
    [
      'that are counted',
      {
        count: 7,
        firstTimestamp: '2026-11-25T10:00:00Z',
        lastTimestamp: '2026-11-25T10:30:00Z',
        source: { component: 'kubelet' },
      },
      {
        count: 7,
        firstAt: '2026-11-25T10:00:00Z',
        lastAt: '2026-11-25T10:30:00Z',
        source: 'kubelet',
      },
    ],
    [
      'of the newer API, in a series',
      {
        count: null,
        firstTimestamp: null,
        lastTimestamp: null,
        eventTime: '2026-11-25T10:00:00.000000Z',
        series: { count: 4, lastObservedTime: '2026-11-25T10:40:00.000000Z' },
        source: {},
        reportingComponent: 'default-scheduler',
      },
      {
        count: 4,
        firstAt: '2026-11-25T10:00:00.000000Z',
        lastAt: '2026-11-25T10:40:00.000000Z',
        source: 'default-scheduler',
      },
    ],
    [
      'of the newer API, the first time',
      { count: 0, eventTime: '2026-11-25T10:00:00.000000Z', series: null },
      {
        count: 1,
        firstAt: '2026-11-25T10:00:00.000000Z',
        lastAt: '2026-11-25T10:00:00.000000Z',
      },
    ],
    [
      'without any time of their own',
      { reportingComponent: '' },
      {
        count: 1,
        firstAt: '2026-11-25T09:00:00Z',
        lastAt: '2026-11-25T09:00:00Z',
      },
    ],
    ['of a type that there is not', { type: 'Fatal' }, { type: 'Normal' }],
  ])('%s', (_what, changes, expected) => {
    const event = parseEvent(item(changes));
    expect(event && resourceEvent(event, about)).toMatchObject({
      resource: {
        cluster: 'platform',
        kind: 'Cluster',
        namespace: 'team-orders',
        name: 'orders-db',
      },
      reason: 'Unhealthy',
      message: 'Readiness probe failed',
      ...expected,
    });
  });

  it('are redacted', () => {
    const event = parseEvent(
      item({ message: 'cannot use postgres://app:hunter2@db:5432/orders' }),
    );
    expect(event && resourceEvent(event, about).message).toBe(
      'cannot use postgres://••••:••••@db:5432/orders',
    );
  });

  it.each([
    ['nothing', null],
    ['no object', { ...item({}), involvedObject: {} }],
    ['no uid', { ...item({}), involvedObject: { uid: '' } }],
  ])('that are about %s are none', (_what, value) => {
    expect(parseEvent(value)).toBeUndefined();
  });
});
