import type { ResourceNode } from '@backstage-dbaas/plugin-dbaas-common';
import { resourceGroups } from './resource-tree';

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
