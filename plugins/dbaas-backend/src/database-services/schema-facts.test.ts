import type {
  KubernetesObject,
  ResourceNode,
} from '@backstage-dbaas/plugin-dbaas-common';
import { schemaFactsOf } from './schema-facts';

const claim = (schema: object[]): KubernetesObject => ({
  apiVersion: 'dbaas.dev/v1alpha1',
  kind: 'ManagedDatabase',
  metadata: { name: 'orders-db', namespace: 'team-orders' },
  spec: { schema },
});

const atlas = (kind: string, status: object): KubernetesObject => ({
  apiVersion: 'db.atlasgo.io/v1alpha1',
  kind,
  metadata: {
    name: 'orders-db-orders',
    namespace: 'team-orders',
    uid: 'atlas',
  },
  spec: { credentials: { database: 'orders' } },
  status,
});

const node: ResourceNode = {
  ref: {
    cluster: 'platform',
    apiVersion: 'db.atlasgo.io/v1alpha1',
    kind: 'AtlasSchema',
    name: 'x',
  },
  uid: 'atlas',
  state: 'healthy',
  sentence: 'Applied.',
};

const declarative = { database: 'orders', declarative: { sql: '…' } };
const versioned = {
  database: 'orders',
  migrations: { configMapRef: { name: 'm' } },
};

describe('schemaFactsOf', () => {
  it.each<[string, object, KubernetesObject[], object]>([
    [
      'a schema that is not composed yet',
      declarative,
      [],
      { mode: 'declarative', state: 'progressing' },
    ],
    [
      'an applied declarative schema',
      declarative,
      [
        atlas('AtlasSchema', {
          observed_hash: 'abcdefabcdefabcdef',
          last_applied: 1795608000,
        }),
      ],
      {
        mode: 'declarative',
        state: 'healthy',
        version: 'abcdefabcdef',
        appliedAt: '2026-11-25T12:00:00.000Z',
      },
    ],
    [
      'applied migrations',
      versioned,
      [
        atlas('AtlasMigration', {
          observed_hash: 'abcdefabcdefabcdef',
          lastApplied: 1795608000,
          lastAppliedVersion: '20261125',
        }),
      ],
      {
        mode: 'versioned',
        state: 'healthy',
        version: '20261125',
        appliedAt: '2026-11-25T12:00:00.000Z',
      },
    ],
    [
      'a schema that was never applied',
      declarative,
      [atlas('AtlasSchema', { last_applied: 0 })],
      { mode: 'declarative', state: 'healthy' },
    ],
    [
      'a change that waits for approval',
      declarative,
      [
        atlas('AtlasSchema', {
          planLink: 'https://example.org/plan',
          conditions: [
            { type: 'Ready', status: 'False', reason: 'ApprovalPending' },
          ],
        }),
      ],
      {
        mode: 'declarative',
        state: 'needsApproval',
        approvalUrl: 'https://example.org/plan',
      },
    ],
  ])('%s', (_situation, schema, objects, expected) => {
    expect(
      schemaFactsOf(
        claim([schema]),
        objects.map(object => ({ cluster: 'platform', object })),
        [node],
      ),
    ).toEqual([{ database: 'orders', ...expected }]);
  });
});
