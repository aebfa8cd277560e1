import type { ResourceNode } from '@backstage-dbaas/plugin-dbaas-common';
import { isSameResource, isSupporting, resourceGroups } from './resource-tree';

const node = (
  name: string,
  rest: Partial<ResourceNode> = {},
): ResourceNode => ({
  ref: { cluster: 'platform', apiVersion: 'v1', kind: 'Thing', name },
  uid: name,
  state: 'healthy',
  sentence: 'Ready.',
  ...rest,
});

const shape = (nodes: ResourceNode[]) =>
  resourceGroups(nodes).map(({ layer, rows }) => [
    layer,
    rows.map(({ node: { ref }, depth }) => `${depth} ${ref.name}`),
  ]);

describe('resourceGroups', () => {
  it('orders layers as they are built, and children below their parents', () => {
    expect(
      shape([
        node('pod', { layer: 'server', parentUid: 'cluster' }),
        node('secret', { layer: 'secrets', parentUid: 'claim' }),
        node('cluster', { layer: 'server', parentUid: 'claim' }),
        node('claim'),
        node('volume', { layer: 'server', parentUid: 'pod' }),
      ]),
    ).toEqual([
      ['other', ['0 claim']],
      ['server', ['0 cluster', '1 pod', '2 volume']],
      ['secrets', ['0 secret']],
    ]);
  });

  it('puts what protects others after them', () => {
    const usage = node('usage', { layer: 'server' });
    usage.ref.apiVersion = 'protection.crossplane.io/v1beta1';
    expect(shape([usage, node('cluster', { layer: 'server' })])).toEqual([
      ['server', ['0 cluster', '0 usage']],
    ]);
  });

  it('shows every resource once, even of a circle', () => {
    expect(
      shape([
        node('a', { layer: 'users', parentUid: 'b' }),
        node('b', { layer: 'users', parentUid: 'a' }),
        node('c', { layer: 'users', uid: undefined }),
      ]),
    ).toEqual([['users', ['0 c', '0 a', '1 b']]]);
  });
});

describe('isSupporting', () => {
  it.each([
    ['protection.crossplane.io/v1beta1', 'ClusterUsage', 'healthy', true],
    ['apiextensions.crossplane.io/v1beta1', 'Usage', 'healthy', true],
    [
      'postgresql.sql.m.crossplane.io/v1alpha1',
      'ClusterProviderConfig',
      'unknown',
      true,
    ],
    ['external-secrets.io/v1', 'ClusterSecretStore', 'healthy', true],
    ['v1', 'Service', 'healthy', true],
    ['serving.knative.dev/v1', 'Service', 'healthy', false],
    ['postgresql.cnpg.io/v1', 'Cluster', 'healthy', false],
    ['v1', 'Pod', 'healthy', false],
    // What is in trouble is seen.
    ['external-secrets.io/v1', 'ClusterSecretStore', 'failed', false],
    ['protection.crossplane.io/v1beta1', 'Usage', 'deleting', false],
  ] as const)('%s %s that is %s: %s', (apiVersion, kind, state, expected) => {
    const ref = { cluster: 'platform', apiVersion, kind, name: 'one' };
    expect(isSupporting(node('one', { ref, state }))).toBe(expected);
  });
});

describe('isSameResource', () => {
  const one = {
    cluster: 'apps',
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    namespace: 'orders',
    name: 'orders-db',
  };

  it.each([
    ['the same', {}, true],
    [
      'another version of the API',
      { apiVersion: 'external-secrets.io/v1beta1' },
      true,
    ],
    ['another group', { apiVersion: 'example.com/v1' }, false],
    ['another cluster', { cluster: 'platform' }, false],
    ['another namespace', { namespace: undefined }, false],
    ['another name', { name: 'stock-db' }, false],
  ])('%s', (_what, change, expected) => {
    expect(isSameResource(one, { ...one, ...change })).toBe(expected);
  });

  it('tells core objects from those of a group', () => {
    const core = { ...one, apiVersion: 'v1' };
    expect(isSameResource(core, { ...core })).toBe(true);
    expect(isSameResource(core, one)).toBe(false);
  });
});
