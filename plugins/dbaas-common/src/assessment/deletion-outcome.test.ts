import { composed, condition, kubernetesObject } from '../fixtures/objects';
import { claim, cluster } from '../fixtures/operators';
import { service } from '../fixtures/services';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { buildTree } from '../tree/build-tree';
import { deletionOutcome } from './deletion-outcome';

const usage = (spec: object, ready: 'True' | 'False' = 'True') =>
  kubernetesObject('protection.crossplane.io/v1beta1', 'Usage', 'usage', {
    metadata: composed('server'),
    spec,
    status: { conditions: [condition('Ready', ready, 'Available')] },
  });

const ofClaim = {
  apiVersion: 'dbaas.dev/v1alpha1',
  kind: 'ManagedDatabase',
  resourceRef: { name: 'orders-db' },
};
const PROTECTED =
  'Deletion protection is on. Set spec.deletionProtection to false first.';

const server = (
  apiVersion: string,
  kind: string,
  spec: object,
  atProvider: object = {},
) =>
  kubernetesObject(apiVersion, kind, 'orders-db', {
    metadata: composed('server'),
    spec,
    status: { atProvider },
  });
const rds = (spec: object, atProvider?: object) =>
  server('rds.aws.m.upbound.io/v1beta1', 'Instance', spec, atProvider);
const cloudSql = (forProvider: object) =>
  server('sql.gcp.m.upbound.io/v1beta1', 'DatabaseInstance', { forProvider });
const azure = server(
  'dbforpostgresql.azure.m.upbound.io/v1beta1',
  'FlexibleServer',
  { forProvider: {} },
);
const lock = kubernetesObject(
  'authorization.azure.m.upbound.io/v1beta1',
  'ManagementLock',
  'orders-db-lock',
  {
    metadata: composed('server'),
    spec: { forProvider: { lockLevel: 'CanNotDelete' } },
  },
);

/** A database service whose server is another one, or has something beside it. */
function outcome(
  changes: Parameters<typeof service>[0],
  beside: KubernetesObject[] = [],
) {
  const { claim: root, objects } = service(changes);
  const more = beside.map(object => ({ cluster: 'platform', object }));
  return deletionOutcome(buildTree(root, [...objects, ...more]).nodes);
}

const GONE = 'The server is deleted with all its data.';
const LEFT =
  'The server stays with all its data, and nothing manages it any more.';
const REFUSED =
  'The cloud refuses to delete the server until its own deletion protection is off.';

describe('what would happen if the claim were deleted', () => {
  it.each<[string, ReturnType<typeof outcome>, object]>([
    [
      'a Usage of the claim',
      outcome({ protection: usage({ of: ofClaim, reason: PROTECTED }) }),
      {
        effect: 'refused',
        sentence: `Nothing: the cluster refuses it. ${PROTECTED}`,
        evidence: [{ path: 'spec.reason', value: PROTECTED }],
      },
    ],
    [
      'a Usage without a reason',
      outcome({ protection: usage({ of: ofClaim }) }),
      {
        effect: 'refused',
        sentence: 'Nothing: the cluster refuses it. It is in use.',
      },
    ],
    [
      'a Usage that does not hold yet',
      outcome({ protection: usage({ of: ofClaim }, 'False') }),
      { effect: 'deleted' },
    ],
    [
      'a Usage that keeps an order only',
      outcome({
        protection: usage({
          of: ofClaim,
          by: { ...ofClaim, kind: 'Role' },
        }),
      }),
      { effect: 'deleted' },
    ],
    [
      'a Usage of another claim',
      outcome({
        protection: usage({
          of: { ...ofClaim, resourceRef: { name: 'billing-db' } },
        }),
      }),
      { effect: 'deleted' },
    ],
    [
      'Argo CD that leaves it',
      outcome({
        claim: claim({
          metadata: {
            annotations: {
              'argocd.argoproj.io/sync-options': 'Validate=false,Prune=false',
            },
          },
        }),
      }),
      {
        effect: 'refused',
        sentence:
          'Nothing: Argo CD leaves it in the cluster when its file is gone.',
      },
    ],
    [
      'Flux that leaves it',
      outcome({
        claim: claim({
          metadata: {
            labels: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
          },
        }),
      }),
      {
        effect: 'refused',
        sentence:
          'Nothing: Flux leaves it in the cluster when its file is gone.',
      },
    ],
    [
      'CloudNativePG',
      outcome({}),
      { effect: 'deleted', sentence: GONE, remains: [] },
    ],
    [
      'CloudNativePG with backups',
      outcome({
        cluster: cluster({
          spec: { plugins: [{ name: 'barman-cloud.cloudnative-pg.io' }] },
        }),
      }),
      { effect: 'deleted', remains: ['the backups in the object store'] },
    ],
    [
      'a policy of Crossplane that does not delete',
      outcome({
        cluster: rds({ managementPolicies: ['Observe', 'Create', 'Update'] }),
      }),
      {
        effect: 'kept',
        sentence: LEFT,
        evidence: [
          {
            path: 'spec.managementPolicies',
            value: 'Observe, Create, Update',
          },
        ],
      },
    ],
    [
      'a policy of Crossplane that does everything',
      outcome({ cluster: rds({ managementPolicies: ['*'] }) }),
      { effect: 'deleted' },
    ],
    [
      'a policy of Crossplane 1 that does not delete',
      outcome({ cluster: rds({ deletionPolicy: 'Orphan' }) }),
      { effect: 'kept', sentence: LEFT },
    ],
    [
      'deletion protection of AWS, which is asked for',
      outcome({ cluster: rds({ forProvider: { deletionProtection: true } }) }),
      {
        effect: 'refused',
        sentence: REFUSED,
        evidence: [
          { path: 'spec.forProvider.deletionProtection', value: 'true' },
        ],
      },
    ],
    [
      'deletion protection of AWS, which is not off yet',
      outcome({
        cluster: rds(
          { forProvider: { deletionProtection: false } },
          { deletionProtection: true },
        ),
      }),
      {
        effect: 'refused',
        evidence: [
          { path: 'status.atProvider.deletionProtection', value: 'true' },
        ],
      },
    ],
    [
      'a final snapshot of AWS',
      outcome({
        cluster: rds({
          forProvider: {
            deletionProtection: false,
            skipFinalSnapshot: false,
            finalSnapshotIdentifier: 'orders-db-final-1a2b3c4d',
          },
        }),
      }),
      {
        effect: 'deleted',
        remains: ['a final snapshot orders-db-final-1a2b3c4d'],
      },
    ],
    [
      'no final snapshot of AWS',
      outcome({
        cluster: rds({ forProvider: { skipFinalSnapshot: true } }),
      }),
      { effect: 'deleted', remains: [] },
    ],
    [
      'a lock of Azure',
      outcome({ cluster: azure }, [lock]),
      {
        effect: 'refused',
        sentence: 'Azure refuses to delete the server while it is locked.',
      },
    ],
    [
      'Azure without a lock',
      outcome({ cluster: azure }),
      { effect: 'deleted', remains: [] },
    ],
    [
      'deletion protection of Google',
      outcome({
        cluster: cloudSql({
          deletionProtection: false,
          settings: { deletionProtectionEnabled: true },
        }),
      }),
      { effect: 'refused', sentence: REFUSED },
    ],
    [
      'deletion protection of Google, written as a list',
      outcome({
        cluster: cloudSql({ settings: [{ deletionProtectionEnabled: true }] }),
      }),
      { effect: 'refused', sentence: REFUSED },
    ],
    [
      'backups of Google that are kept',
      outcome({
        cluster: cloudSql({
          deletionProtection: false,
          settings: { retainBackupsOnDelete: true },
        }),
      }),
      {
        effect: 'deleted',
        remains: ['the backups, for as long as they are kept'],
      },
    ],
    [
      'an existing server',
      outcome({ cluster: undefined }),
      {
        effect: 'deleted',
        sentence:
          'Its databases and users are dropped. The server stays, as the platform did not make it.',
      },
    ],
    [
      'nothing that was found',
      outcome({ cluster: undefined, database: undefined }),
      {
        effect: 'unknown',
        sentence: 'Not known: no server of this database service was found.',
        evidence: [],
      },
    ],
  ])('is told with %s', (_what, told, expected) => {
    expect(told).toMatchObject(expected);
  });

  it('is told with what decides it', () => {
    const { evidence } = outcome({
      protection: usage({ of: ofClaim, reason: PROTECTED }),
    });
    expect(evidence).toEqual([
      {
        resource: {
          cluster: 'platform',
          apiVersion: 'protection.crossplane.io/v1beta1',
          kind: 'Usage',
          namespace: 'team-orders',
          name: 'usage',
        },
        path: 'spec.reason',
        value: PROTECTED,
      },
    ]);
  });
});
