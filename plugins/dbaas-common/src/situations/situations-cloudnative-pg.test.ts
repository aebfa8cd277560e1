import { condition, minutesAgo } from '../fixtures/objects';
import { cluster } from '../fixtures/operators';
import { lacks, readerCases } from '../fixtures/reader-cases';

/*
 * Situations that mislead a reader of statuses, of servers of CloudNativePG. Each row is
 * one of them.
 */

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
