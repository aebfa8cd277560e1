import {
  readStatus,
  statusAfterSync,
  trackingId,
  type ResourceResult,
  type TrackedResource,
} from './application';

const claim: TrackedResource = {
  group: 'dbaas.dev',
  version: 'v1alpha1',
  kind: 'ManagedDatabase',
  namespace: 'team-orders',
  name: 'orders-db',
};
const namespace: TrackedResource = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  name: 'team-orders',
};

const syncOf = (results: ResourceResult[], previous: object = {}) =>
  statusAfterSync({
    previous: readStatus({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'platform' },
      status: previous,
    }),
    revision: 'abc',
    source: { path: 'clusters/platform' },
    destination: { name: 'platform' },
    startedAt: '2026-11-25T10:00:00Z',
    finishedAt: '2026-11-25T10:00:01Z',
    results,
  });

describe('statusAfterSync', () => {
  it('reports the revision and remembers what it applied', () => {
    expect(
      syncOf([{ resource: claim, result: 'Synced', message: 'applied' }]),
    ).toMatchObject({
      sync: { status: 'Synced', revision: 'abc' },
      operationState: { phase: 'Succeeded' },
      history: [{ id: 1, revision: 'abc' }],
      resources: [{ kind: 'ManagedDatabase', status: 'Synced' }],
      conditions: [],
    });
  });

  it('keeps the history as it is when the same revision is applied again', () => {
    const history = [
      { id: 7, revision: 'abc', deployedAt: '2026-11-25T09:00:00Z' },
    ];
    expect(
      syncOf([{ resource: claim, result: 'Synced', message: 'applied' }], {
        history,
      }),
    ).toMatchObject({ history });
  });

  it('is out of sync with the message of each failure, and does not count as deployed', () => {
    expect(
      syncOf([
        {
          resource: claim,
          result: 'SyncFailed',
          message: 'orders-db.yaml: spec.plan: unknown',
        },
      ]),
    ).toMatchObject({
      sync: { status: 'OutOfSync' },
      operationState: {
        phase: 'Failed',
        message: expect.stringContaining('spec.plan: unknown'),
      },
      conditions: [
        { type: 'SyncError', message: 'orders-db.yaml: spec.plan: unknown' },
      ],
      history: [],
    });
  });

  it('forgets what was pruned but keeps what is still being deleted', () => {
    const status = syncOf([
      { resource: claim, result: 'PruneSkipped', message: 'being deleted' },
      { resource: namespace, result: 'Pruned', message: 'pruned' },
    ]);
    expect(status).toMatchObject({
      resources: [{ name: 'orders-db', status: 'OutOfSync' }],
    });
  });
});

it('tracks objects as Argo CD does', () => {
  expect(trackingId('platform', claim)).toBe(
    'platform:dbaas.dev/ManagedDatabase:team-orders/orders-db',
  );
  expect(trackingId('platform', namespace)).toBe(
    'platform:/Namespace:/team-orders',
  );
});
