import type { ResourceEvent } from '@backstage-dbaas/plugin-dbaas-common';
import { collapseEvents } from './collapse-events';

const server = {
  cluster: 'platform',
  apiVersion: 'postgresql.cnpg.io/v1',
  kind: 'Cluster',
  namespace: 'team-orders',
  name: 'orders-db',
};

const event = (changes: Partial<ResourceEvent>): ResourceEvent => ({
  resource: server,
  type: 'Warning',
  reason: 'FailedScheduling',
  message: '0/3 nodes are available',
  count: 1,
  ...changes,
});

describe('collapseEvents', () => {
  it('counts what is said again of the same object in the same words', () => {
    expect(
      collapseEvents([
        event({
          count: 3,
          firstAt: '2026-11-25T10:00:00Z',
          lastAt: '2026-11-25T10:05:00Z',
          source: 'old',
        }),
        event({
          count: 2,
          firstAt: '2026-11-25T10:06:00Z',
          lastAt: '2026-11-25T10:07:00.123456Z',
          source: 'new',
        }),
      ]),
    ).toEqual([
      event({
        count: 5,
        firstAt: '2026-11-25T10:00:00Z',
        lastAt: '2026-11-25T10:07:00.123456Z',
        source: 'new',
      }),
    ]);
  });

  it.each<[string, Partial<ResourceEvent>]>([
    ['object', { resource: { ...server, name: 'other-db' } }],
    ['cluster', { resource: { ...server, cluster: 'apps' } }],
    ['type', { type: 'Normal' }],
    ['reason', { reason: 'Unhealthy' }],
    ['message', { message: 'other words' }],
  ])('keeps those apart that differ in the %s', (_field, changes) => {
    expect(collapseEvents([event({}), event(changes)])).toHaveLength(2);
  });

  it('puts the newest first, by time and not by text', () => {
    const at = (lastAt: string | undefined) =>
      event({ message: lastAt ?? 'never', lastAt });
    expect(
      collapseEvents([
        at('2026-11-25T10:00:00Z'),
        at(undefined),
        at('2026-11-25T10:00:00.500000Z'),
        at('2026-11-25T12:00:00+03:00'),
      ]).map(({ message }) => message),
    ).toEqual([
      '2026-11-25T10:00:00.500000Z',
      '2026-11-25T10:00:00Z',
      '2026-11-25T12:00:00+03:00',
      'never',
    ]);
  });

  it('keeps the newest 500', () => {
    const many = Array.from({ length: 501 }, (_, index) =>
      event({
        message: String(index),
        lastAt: new Date(Date.UTC(2026, 10, 25) + index * 1_000).toISOString(),
      }),
    );
    const kept = collapseEvents(many);
    expect(kept).toHaveLength(500);
    expect(kept[0].message).toBe('500');
    expect(kept.at(-1)?.message).toBe('1');
  });
});
