import { condition, kubernetesObject, minutesAgo } from '../fixtures/objects';
import { pushSecret } from '../fixtures/operators';
import { readerCases, aSecret } from '../fixtures/reader-cases';

describe('a PushSecret and a secret store', () => {
  const store = (reason: string, status: 'True' | 'False' = 'True') =>
    kubernetesObject('external-secrets.io/v1', 'ClusterSecretStore', 'dbaas', {
      status: {
        capabilities: 'ReadWrite',
        conditions: [condition('Ready', status, reason)],
      },
    });
  const failing = (message: string, status: object = {}) =>
    pushSecret({
      status: {
        ...status,
        conditions: [condition('Ready', 'False', 'Errored', { message })],
      },
    });
  it.each(
    readerCases([
      ['a PushSecret that pushed', pushSecret(), { state: 'healthy' }],
      [
        'a PushSecret whose source changed since (30)',
        pushSecret({
          status: {
            refreshTime: minutesAgo(10),
            conditions: [condition('Ready', 'True', 'Synced')],
          },
        }),
        { state: 'degraded', code: 'secrets.push-pending' },
        {
          lookup: aSecret({
            metadata: { managedFields: [{ time: minutesAgo(2) }] },
          }),
        },
      ],
      [
        'a PushSecret that never got a status (29)',
        pushSecret({ age: 5, status: {} }),
        { state: 'unknown' },
      ],
      [
        'a PushSecret whose source is gone',
        pushSecret({
          status: {
            conditions: [condition('Ready', 'False', 'SourceDeleted')],
          },
        }),
        { state: 'failed' },
      ],
      [
        'a PushSecret that may not write',
        failing('set secret failed: secrets is forbidden'),
        { state: 'failed', code: 'secrets.store-read-only' },
      ],
      [
        'a PushSecret that worked before',
        failing('set secret failed: boom', {
          syncedPushSecrets: { 'ClusterSecretStore/dbaas': {} },
        }),
        { state: 'degraded' },
      ],
      ['a store that works', store('Valid'), { state: 'healthy' }],
      [
        'a store that was not checked (29)',
        store('ValidationUnknown'),
        { state: 'unknown' },
      ],
      [
        'a store that does not work',
        store('ValidationFailed', 'False'),
        { state: 'failed' },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});
