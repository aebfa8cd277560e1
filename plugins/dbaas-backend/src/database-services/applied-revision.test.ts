import type {
  KubernetesObject,
  PendingRequest,
} from '@backstage-dbaas/plugin-dbaas-common';
import { appliedRevision } from './applied-revision';

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
    expect(appliedRevision(claim, applications, [merged])).toEqual(expected);
  });

  it('says nothing without a merged request', () => {
    expect(
      appliedRevision(claim, [application({})], [{ ...merged, state: 'open' }]),
    ).toEqual({});
  });
});
