import { condition, minutesAgo } from '../fixtures/objects';
import { externalSecret } from '../fixtures/application-cluster';
import { readerCases, noSecret, aSecret } from '../fixtures/reader-cases';

describe('an ExternalSecret', () => {
  const es = (reason: string, status: object = {}, spec: object = {}) =>
    externalSecret({
      spec: {
        refreshInterval: '1h0m0s',
        target: { name: 'orders-db' },
        ...spec,
      },
      status: {
        refreshTime: minutesAgo(10),
        conditions: [
          condition(
            'Ready',
            reason === 'SecretSyncedError' ? 'False' : 'True',
            reason,
            { message: 'could not get secret data from provider' },
          ),
        ],
        ...status,
      },
    });
  const old = { refreshTime: minutesAgo(500) };
  it.each(
    readerCases([
      [
        'synced',
        externalSecret(),
        { state: 'healthy', sentence: 'Secret "orders-db" is delivered.' },
      ],
      [
        'Ready, but the Secret was deleted (25)',
        es('SecretDeleted'),
        { state: 'failed', code: 'secrets.secret-missing' },
      ],
      [
        'Ready, but the Secret is missing (25)',
        es('SecretMissing'),
        { state: 'failed' },
      ],
      [
        'Ready, but there is no Secret (25)',
        es('SecretSynced'),
        { state: 'failed' },
        { lookup: noSecret },
      ],
      [
        'not refreshed for too long (26)',
        es('SecretSynced', old),
        {
          state: 'degraded',
          code: 'secrets.stale',
          sentence: expect.stringMatching(/8 hours/),
        },
      ],
      [
        'old by its policy (26)',
        es('SecretSynced', old, { refreshPolicy: 'CreatedOnce' }),
        { state: 'healthy' },
      ],
      [
        'old by interval 0 (26)',
        es('SecretSynced', old, { refreshInterval: '0' }),
        { state: 'healthy' },
      ],
      [
        'refreshed in the future, as clocks differ (26)',
        es('SecretSynced', { refreshTime: minutesAgo(-5) }),
        { state: 'healthy' },
      ],
      [
        'failing while the app works on the old Secret (27)',
        es('SecretSyncedError'),
        {
          state: 'degraded',
          sentence: expect.stringMatching(/keeps the value of 2026/),
        },
        { lookup: aSecret() },
      ],
      [
        'failing without any Secret',
        es('SecretSyncedError', { refreshTime: undefined }),
        { state: 'failed' },
        { lookup: noSecret },
      ],
      [
        'whose target another one owns (31)',
        es('SecretSyncedError', { refreshTime: undefined }),
        {
          state: 'failed',
          audience: 'you',
          code: 'secrets.target-owned-by-another',
        },
        {
          lookup: aSecret(),
          latestWarning: () => ({
            reason: 'UpdateFailed',
            message: 'target is owned by another ExternalSecret',
          }),
        },
      ],
      [
        'success of an earlier spec (28)',
        externalSecret({
          metadata: { generation: 3 },
          status: {
            refreshTime: minutesAgo(1),
            syncedResourceVersion: '2-abc',
            conditions: [condition('Ready', 'True', 'SecretSynced')],
          },
        }),
        { state: 'progressing', stale: true },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});
