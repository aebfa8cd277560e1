import {
  externalSecret,
  failedExternalSecret,
  remoteObject,
} from '../fixtures/application-cluster';
import {
  condition,
  minutesAgo,
  ready,
  synced,
  syncError,
} from '../fixtures/objects';
import { atlasSchema, claim, database, stalled } from '../fixtures/operators';
import {
  aSecret,
  lacks,
  noSecret,
  readerCases,
} from '../fixtures/reader-cases';

/*
 * Situations that mislead a reader of statuses: what cannot be seen, and the
 * age of what is seen. Each row is one of them.
 */

const unreachable = syncError('connect failed: dial tcp: i/o timeout');

describe('what is seen late, or not at all', () => {
  const emptyCircuit = condition('Responsive', 'False', 'WatchCircuitOpen', {
    message: 'too many events; reconciling every 30s',
  });
  it.each(
    readerCases([
      [
        '46 the application cluster cannot be reached: unknown, and not new',
        remoteObject(externalSecret(), 'secrets', {
          status: {
            conditions: [ready, unreachable],
            atProvider: { manifest: externalSecret() },
          },
        }),
        {
          state: 'unknown',
          code: 'cluster.unreachable',
          audience: 'platform',
          stale: true,
        },
      ],
      [
        '47 an ExternalSecret is synced, and nobody may look at the Secret',
        externalSecret(),
        { state: 'healthy' },
        { lookup: () => ({ found: 'unreadable' }) },
      ],
      [
        '47 an ExternalSecret fails, nobody may look at the Secret, and there was one',
        failedExternalSecret(),
        { state: 'degraded' },
        { lookup: () => ({ found: 'unreadable' }) },
      ],
      [
        '48 a failure is about an earlier request than the one just made',
        atlasSchema({
          metadata: { generation: 2, managedFields: [{ time: minutesAgo(1) }] },
          status: stalled('LintPolicyError', 'destructive changes detected'),
        }),
        { state: 'progressing', audience: 'wait', stale: true },
      ],
      [
        '48 a failure of a managed resource is about an earlier request',
        database({
          metadata: { generation: 2, managedFields: [{ time: minutesAgo(1) }] },
          status: { conditions: [ready, syncError('cannot alter owner')] },
        }),
        { state: 'progressing', stale: true },
      ],
      [
        '48 a Secret was delivered a moment ago, and its watch is behind',
        externalSecret({
          status: {
            refreshTime: minutesAgo(0.2),
            syncedResourceVersion: '1-3b1e',
            conditions: [
              condition('Ready', 'True', 'SecretSynced', { minutes: 0.2 }),
            ],
          },
        }),
        { state: 'progressing', audience: 'wait' },
        { lookup: noSecret },
      ],
      [
        '48 a Secret that was there for long is gone: no watch is behind for that long',
        externalSecret({
          status: {
            refreshTime: minutesAgo(0.2),
            syncedResourceVersion: '1-3b1e',
            conditions: [condition('Ready', 'True', 'SecretSynced')],
          },
        }),
        { state: 'failed', code: 'secrets.secret-missing' },
        { lookup: noSecret },
      ],
      [
        '49 Crossplane looks at a composite rarely, because it changes too often',
        claim({ status: { conditions: [synced, ready, emptyCircuit] } }),
        {
          state: 'degraded',
          code: 'crossplane.circuit-open',
          audience: 'platform',
        },
      ],
      [
        '52 the Event that is left is about a trouble that was over before this one began',
        failedExternalSecret({}, 5),
        { state: 'degraded', code: 'secrets.not-refreshed' },
        {
          lookup: aSecret(),
          latestWarning: () => ({
            reason: 'UpdateFailed',
            message: 'dial tcp 10.3.1.4:8200: i/o timeout',
            at: minutesAgo(55),
          }),
        },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    const verdict = read();
    expect(verdict).toMatchObject(expected);
    expect(lacks(verdict)).toEqual([]);
  });
});
