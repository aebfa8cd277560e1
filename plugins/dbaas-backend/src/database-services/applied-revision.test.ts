import type {
  KubernetesObject,
  PendingRequest,
} from '@backstage-dbaas/plugin-dbaas-common';
import { appliedRevision, requestsStillPending } from './applied-revision';

const claim: KubernetesObject = {
  apiVersion: 'dbaas.dev/v1alpha1',
  kind: 'ManagedDatabase',
  metadata: { name: 'orders-db', namespace: 'team-orders' },
};

const merged: PendingRequest = {
  number: 1,
  title: '',
  url: '',
  state: 'merged',
  operation: 'change',
  reviewers: [],
  checks: { passed: 0, failed: 0, pending: 0 },
  createdAt: '2026-11-25T12:00:00Z',
  mergedAt: '2026-11-25T12:05:00Z',
  mergeCommit: 'c0ffee',
};

function application(status: object, name = 'orders-db'): KubernetesObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'platform', namespace: 'argocd' },
    status: {
      resources: [
        {
          group: 'dbaas.dev',
          version: 'v1alpha1',
          kind: 'ManagedDatabase',
          namespace: 'team-orders',
          name,
        },
      ],
      ...status,
    },
  };
}

const unasked = () => {
  throw new Error('Nobody should ask for Applications.');
};

describe('appliedRevision', () => {
  it.each<[string, KubernetesObject[], object]>([
    ['no Application', [], {}],
    ['an Application of something else', [application({}, 'other-db')], {}],
    [
      'an Application at an older revision',
      [
        application({
          sync: { status: 'Synced', revision: '0ld' },
          history: [
            { id: 1, revision: '0ld', deployedAt: '2026-11-25T11:00:00Z' },
          ],
        }),
      ],
      { applied: false },
    ],
    [
      'an Application that deployed the merge',
      [
        application({
          history: [
            { id: 1, revision: 'c0ffee', deployedAt: '2026-11-25T12:05:03Z' },
          ],
        }),
      ],
      { applied: true, appliedAt: '2026-11-25T12:05:03Z' },
    ],
    [
      'an Application that deployed something later',
      [
        application({
          history: [
            { id: 2, revision: 'beef', deployedAt: '2026-11-25T12:09:00Z' },
          ],
        }),
      ],
      { applied: true, appliedAt: '2026-11-25T12:09:00Z' },
    ],
    [
      'an Application that is in sync with the merge and keeps no history',
      [application({ sync: { status: 'Synced', revision: 'c0ffee' } })],
      { applied: true },
    ],
  ])('%s', (_situation, applications, expected) => {
    expect(appliedRevision(claim, () => applications, [merged])).toEqual(
      expected,
    );
  });

  it('says nothing without a merged request, and looks at no Application', () => {
    expect(
      appliedRevision(claim, unasked, [{ ...merged, state: 'open' }]),
    ).toEqual({});
  });
});

describe('requestsStillPending', () => {
  const name = {
    group: 'dbaas.dev',
    kind: 'ManagedDatabase',
    namespace: 'team-orders',
    name: 'orders-db',
  };
  const inRepository = (
    status: object,
    resources: object[] = [],
    repoURL = 'https://git.example.com/acme/gitops',
  ): KubernetesObject => ({
    ...application({}),
    spec: { source: { repoURL } },
    status: { resources, ...status },
  });
  const before = {
    history: [{ revision: '0ld', deployedAt: '2026-11-25T11:00:00Z' }],
  };
  const merge = {
    history: [{ revision: 'c0ffee', deployedAt: '2026-11-25T12:05:01Z' }],
  };
  const later = {
    history: [
      ...merge.history,
      { revision: 'd00d', deployedAt: '2026-11-25T12:09:00Z' },
    ],
  };

  it.each<[string, KubernetesObject[], number]>([
    ['no Application is known', [], 1],
    ['the merge is not deployed yet', [inRepository(before)], 1],
    ['the Application applies the claim', [inRepository(merge, [name])], 1],
    [
      'another Application of the repository is still behind',
      [inRepository(merge), inRepository(before)],
      1,
    ],
    ['the claim was removed again', [inRepository(later)], 0],
    [
      'the claim was removed, and another repository is behind',
      [inRepository(later), inRepository(before, [], 'https://other')],
      0,
    ],
  ])('when %s', (_when, applications, count) => {
    expect(
      requestsStillPending(name, () => applications, [merged]),
    ).toHaveLength(count);
  });

  it('keeps a new request that waits for review', () => {
    const open: PendingRequest = { ...merged, number: 2, state: 'open' };
    expect(
      requestsStillPending(name, () => [inRepository(later)], [open, merged]),
    ).toEqual([open]);
  });

  it('looks at no Application while nothing was merged', () => {
    const open: PendingRequest = { ...merged, state: 'open' };
    expect(requestsStillPending(name, unasked, [open])).toEqual([open]);
  });
});
