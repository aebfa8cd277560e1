import { condition, minutesAgo, type Changes } from '../fixtures/objects';
import { pushSecret, secret } from '../fixtures/operators';
import { lacks, readerCases } from '../fixtures/reader-cases';
import { onlyThese, secretStore } from '../fixtures/secret-stores';

/*
 * Situations that mislead a reader of statuses, of secret stores and PushSecrets
 * (External Secrets 2.9). Each row is one of them.
 */

describe('a secret store and a PushSecret', () => {
  const pushed = (more: Changes & { minutes?: number } = {}) => {
    const { minutes = 1, spec, ...rest } = more;
    return pushSecret({
      spec: {
        refreshInterval: '1h0m0s',
        secretStoreRefs: [{ kind: 'ClusterSecretStore', name: 'dbaas' }],
        selector: { secret: { name: 'orders-db-orders-app' } },
        ...spec,
      },
      status: {
        refreshTime: minutesAgo(minutes),
        syncedPushSecrets: { 'ClusterSecretStore/dbaas': { k: {} } },
        conditions: [
          condition('Ready', 'True', 'Synced', {
            message: 'PushSecret synced successfully',
            minutes: 5_000,
          }),
        ],
      },
      ...rest,
    });
  };
  const rejected = (message: string, status: object = {}, spec?: object) =>
    pushSecret({
      ...(spec && { spec }),
      status: {
        ...status,
        conditions: [condition('Ready', 'False', 'Errored', { message })],
      },
    });
  const source = (minutes: number) =>
    secret('orders-db-orders-app', {
      age: 5_000,
      metadata: { managedFields: [{ time: minutesAgo(minutes) }] },
    });

  it.each(
    readerCases([
      [
        '29 a store is Ready, but was never checked',
        secretStore({ reason: 'ValidationUnknown' }),
        { state: 'unknown', audience: 'platform' },
      ],
      [
        '29 a fake store is valid, which proves nothing',
        secretStore({ spec: { provider: { fake: { data: [] } } } }),
        { state: 'unknown', sentence: expect.stringContaining('stand-in') },
      ],
      [
        '29 a store does not take the login',
        secretStore({ reason: 'InvalidProviderConfig' }),
        { state: 'failed', code: 'secrets.store-unavailable' },
      ],
      [
        '29 a store that can only be read is pushed to',
        rejected('set secret failed: boom'),
        {
          state: 'failed',
          code: 'secrets.store-read-only',
          audience: 'platform',
          sentence: expect.stringContaining(
            'The secret store "dbaas" is for reading only',
          ),
        },
        { lookup: onlyThese(secretStore({ capabilities: 'ReadOnly' })) },
      ],
      [
        '29 a store that can only be read by now was pushed to before',
        pushed(),
        { state: 'degraded', code: 'secrets.store-read-only' },
        { lookup: onlyThese(secretStore({ capabilities: 'ReadOnly' })) },
      ],
      [
        '29 a PushSecret without a matching store never gets a status',
        pushSecret({ age: 5, status: {} }),
        { state: 'unknown', code: 'kubernetes.no-status' },
      ],
      [
        '30 a PushSecret is Synced, but the password was rotated since',
        pushed({ minutes: 40 }),
        {
          state: 'degraded',
          code: 'secrets.push-pending',
          audience: 'wait',
          since: minutesAgo(2),
        },
        { lookup: onlyThese(source(2)) },
      ],
      [
        '30 a PushSecret is Synced, and the password is older than that',
        pushed({ minutes: 1 }),
        { state: 'healthy' },
        { lookup: onlyThese(source(2)) },
      ],
      [
        '30 a PushSecret is Synced again and again, but IfNotExists never updates',
        pushed({ spec: { updatePolicy: 'IfNotExists' } }),
        { state: 'degraded', code: 'secrets.push-never-updates' },
        { lookup: onlyThese(source(20)) },
      ],
      [
        '30 a PushSecret for several stores failed in one, which only syncedPushSecrets shows',
        rejected(
          'set secret failed: boom',
          { syncedPushSecrets: { 'ClusterSecretStore/first': {} } },
          {
            secretStoreRefs: [
              { kind: 'ClusterSecretStore', name: 'first' },
              { kind: 'ClusterSecretStore', name: 'second' },
            ],
          },
        ),
        {
          state: 'degraded',
          code: 'secrets.push-failed',
          sentence: 'The credentials cannot be put into secret store "second".',
        },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    const verdict = read();
    expect(verdict).toMatchObject(expected);
    expect(lacks(verdict)).toEqual([]);
  });
});
