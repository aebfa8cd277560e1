import type { UnreadableSource } from '@backstage-dbaas/plugin-dbaas-common';
import type { ClusterStatus } from '../watch/cluster-status';
import { freshnessOf } from './freshness';

const now = Date.parse('2026-11-25T12:00:00Z');
const ago = (seconds: number) => now - seconds * 1_000;

const forbidden: UnreadableSource = {
  cluster: 'apps',
  verb: 'list',
  resource: 'secrets',
  problem: 'forbidden',
  message: 'no',
  since: '2026-11-25T11:00:00Z',
};

const cluster = (fields: Partial<ClusterStatus> = {}): ClusterStatus => ({
  name: 'platform',
  lastContactAt: ago(40),
  settled: true,
  everSettled: true,
  unreadable: [],
  optionalUnreadable: [],
  kinds: 3,
  restarts: 0,
  ...fields,
});

describe('freshnessOf', () => {
  it('is current while the watches work, even when nothing has changed for a while', () => {
    expect(freshnessOf([cluster()], [], now)).toEqual({
      observedAt: '2026-11-25T12:00:00.000Z',
      stale: false,
      unreadable: [],
    });
  });

  it('passes over an outage of a few seconds', () => {
    expect(freshnessOf([cluster({ outageSince: ago(5) })], [], now).stale).toBe(
      false,
    );
  });

  it('is as old as the last word of the cluster that is out', () => {
    expect(
      freshnessOf(
        [
          cluster({ name: 'apps' }),
          cluster({ outageSince: ago(30), lastContactAt: ago(31) }),
        ],
        [],
        now,
      ),
    ).toMatchObject({ observedAt: '2026-11-25T11:59:29.000Z', stale: true });
  });

  it('is stale until the first lists are complete', () => {
    expect(
      freshnessOf([cluster({ settled: false, everSettled: false })], [], now)
        .stale,
    ).toBe(true);
  });

  it('does not mention what it may do without', () => {
    expect(
      freshnessOf([cluster({ optionalUnreadable: [forbidden] })], [], now)
        .unreadable,
    ).toEqual([]);
  });

  it('names what could not be read, in clusters and in the forge', () => {
    const forge = { ...forbidden, cluster: 'github.com' };
    expect(
      freshnessOf([cluster({ unreadable: [forbidden] })], [forge], now)
        .unreadable,
    ).toEqual([forbidden, forge]);
  });
});
