import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { EntityProviderMutation } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  databaseServiceSummarySchema,
  type DatabaseServiceSummary,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { DbaasService } from '@backstage-dbaas/plugin-dbaas-node';
import { DatabaseEntityProvider } from './database-entity-provider';

const ordersApi: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders-api', namespace: 'default' },
  spec: { type: 'service', owner: 'group:default/team-orders', system: 'shop' },
};

const service = (name: string, change: object = {}): DatabaseServiceSummary =>
  databaseServiceSummarySchema.parse({
    ref: { cluster: 'platform', namespace: 'team-orders', name },
    entityRefs: [
      'resource:default/team-orders.orders-db',
      'component:default/orders-api',
    ],
    facts: {
      engine: 'postgresql',
      version: '17',
      plan: 'small',
      databases: ['orders'],
      users: [],
    },
    assessment: {
      state: 'healthy',
      availability: 'available',
      convergence: 'converged',
      headline: 'Healthy',
      layers: [],
      findings: [],
    },
    freshness: {
      observedAt: '2026-11-25T10:00:00Z',
      stale: false,
      unreadable: [],
    },
    ...change,
  });

describe('DatabaseEntityProvider', () => {
  let mutations: EntityProviderMutation[];
  let pages: DatabaseServiceSummary[][] | Error;

  const refresh = async () => {
    const dbaas: DbaasService = {
      list: async ({ cursor }) => {
        if (pages instanceof Error) throw pages;
        const index = Number(cursor ?? 0);
        return {
          items: pages[index],
          totalItems: pages.flat().length,
          ...(index + 1 < pages.length && { nextCursor: String(index + 1) }),
        };
      },
      get: async () => undefined,
      byEntity: async () => [],
    };
    const provider = new DatabaseEntityProvider({
      auth: mockServices.auth(),
      catalog: catalogServiceMock({ entities: [ordersApi] }),
      dbaas,
      defaultOwner: 'group:default/platform-team',
      logger: mockServices.logger.mock(),
      taskRunner: { run: async () => {} },
    });
    await provider.refresh({
      applyMutation: async mutation => void mutations.push(mutation),
      refresh: async () => {},
    });
  };
  const entities = () =>
    mutations.flatMap(mutation =>
      mutation.type === 'full'
        ? mutation.entities.map(({ entity }) => entity)
        : [],
    );

  beforeEach(() => {
    mutations = [];
  });

  it('makes a Resource that belongs to the owner of the application and that it depends on', async () => {
    pages = [[service('orders-db')]];
    await refresh();
    expect(entities()).toEqual([
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Resource',
        metadata: {
          name: 'team-orders.orders-db',
          title: 'orders-db',
          description: 'PostgreSQL · 17 · plan small',
          annotations: {
            'backstage.io/managed-by-location':
              'dbaas:platform/team-orders/orders-db',
            'backstage.io/managed-by-origin-location':
              'dbaas:platform/team-orders/orders-db',
            'dbaas.dev/database': 'platform/team-orders/orders-db',
          },
        },
        spec: {
          type: 'database',
          owner: 'group:default/team-orders',
          system: 'shop',
          dependencyOf: ['component:default/orders-api'],
        },
      },
    ]);
  });

  it('gives a service without an application the configured owner', async () => {
    pages = [[service('alone', { entityRefs: [] })]];
    await refresh();
    expect(entities()[0].spec).toMatchObject({
      owner: 'group:default/platform-team',
      dependencyOf: [],
    });
  });

  it('reads every page, and leaves out what does not exist', async () => {
    const gone = { ...service('gone').assessment, state: 'notFound' };
    pages = [
      [service('one')],
      [service('two'), service('gone', { assessment: gone })],
    ];
    await refresh();
    expect(entities().map(entity => entity.metadata.title)).toEqual([
      'one',
      'two',
    ]);
  });

  it('changes nothing when the services cannot be read', async () => {
    pages = new Error('503');
    await expect(refresh()).rejects.toThrow('503');
    expect(mutations).toEqual([]);
  });
});
