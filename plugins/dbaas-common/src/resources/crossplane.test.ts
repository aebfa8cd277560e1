import {
  condition,
  creating,
  kubernetesObject,
  ready,
  synced,
  syncError,
} from '../fixtures/objects';
import { claim } from '../fixtures/operators';
import { readerCases } from '../fixtures/reader-cases';

describe('a claim', () => {
  const conditions = (...all: object[]) => ({ status: { conditions: all } });
  const notReady = condition('Ready', 'False', 'Creating', {
    message: 'Unready resources: a, b, c, and 13 more',
  });
  const ofCrossplane1 = kubernetesObject('acme.io/v1', 'Postgres', 'orders', {
    spec: {
      compositeDeletePolicy: 'Background',
      resourceRef: {
        apiVersion: 'acme.io/v1',
        kind: 'XPostgres',
        name: 'orders-x7k2p',
      },
    },
    status: {
      conditions: [
        condition('Ready', 'False', 'Waiting'),
        condition('Synced', 'True', 'ReconcileSuccess'),
      ],
    },
  });
  const itsComposite = kubernetesObject(
    'acme.io/v1',
    'XPostgres',
    'orders-x7k2p',
    {
      metadata: { namespace: undefined },
      spec: { claimRef: {}, resourceRefs: [] },
      status: { conditions: [syncError('cannot compose')] },
    },
  );
  it.each(
    readerCases([
      [
        'of Crossplane 1 that waits has the state of its composite resource (17)',
        ofCrossplane1,
        { state: 'failed', code: 'crossplane.reconcile-error' },
        {
          lookup: ({ kind }) =>
            kind === 'XPostgres'
              ? { found: 'yes', object: itsComposite }
              : { found: 'no' },
        },
      ],
      ['ready', claim(), { state: 'healthy' }],
      [
        'with more conditions of its own (17)',
        claim(
          conditions(
            synced,
            ready,
            condition('ServerReady', 'True', 'Available'),
          ),
        ),
        { state: 'healthy' },
      ],
      [
        'young and not ready',
        claim({ age: 2, ...conditions(synced, creating) }),
        { state: 'progressing', audience: 'wait' },
      ],
      [
        'not ready after a year (3)',
        claim({ age: 500_000, ...conditions(synced, notReady) }),
        { state: 'degraded' },
      ],
      [
        'not ready again while young (3)',
        claim({ age: 2, ...conditions(synced, notReady) }),
        { state: 'degraded' },
        { wasReady: true },
      ],
      [
        'ready from before an error (4)',
        claim(conditions(syncError('cannot apply'), ready)),
        { state: 'degraded', stale: true },
      ],
      [
        'never ready with an error',
        claim(conditions(syncError('cannot compose resources: boom'))),
        { state: 'failed', audience: 'platform' },
      ],
      [
        'that the composition refuses',
        claim(
          conditions(
            syncError(
              'cannot compose resources: pipeline step "compose" returned a fatal result: The request cannot be built. spec.plan: There is no plan "huge".',
            ),
          ),
        ),
        {
          state: 'failed',
          audience: 'you',
          code: 'request.refused',
          sentence: 'spec.plan: There is no plan "huge".',
        },
      ],
      [
        'with a kind that is not installed (15)',
        claim(
          conditions(
            syncError(
              'cannot get composed resource: no matches for kind "Database" in version "x/v1"',
            ),
          ),
        ),
        { state: 'failed', code: 'crossplane.kind-not-installed' },
      ],
      [
        'of a failed pipeline',
        claim(
          conditions(
            synced,
            ready,
            condition('SchemaApplied', 'Unknown', 'FatalError'),
          ),
        ),
        { state: 'unknown' },
      ],
      [
        'that changes too often (49)',
        claim(
          conditions(
            synced,
            ready,
            condition('Responsive', 'False', 'WatchCircuitOpen'),
          ),
        ),
        { state: 'degraded', code: 'crossplane.circuit-open' },
      ],
      [
        'that nobody looks at',
        claim({ age: 10, status: {} }),
        { state: 'unknown', code: 'crossplane.not-reconciled' },
      ],
      [
        'paused',
        claim({
          metadata: { annotations: { 'crossplane.io/paused': 'true' } },
        }),
        { state: 'paused' },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});
