import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import { databaseServiceConditions } from '@backstage-dbaas/plugin-dbaas-node';
import {
  AuthorizeResult,
  type PermissionCondition,
  type PermissionCriteria,
} from '@backstage/plugin-permission-common';
import request from 'supertest';
import { eventually } from '../__testUtils__/eventually';
import { claim } from '../__testUtils__/orders-database';
import { BY_ENTITY, DETAIL } from '../__testUtils__/reading-routes';
import { startTestPlatform, warmUp } from '../__testUtils__/test-platform';

type Conditions = PermissionCriteria<PermissionCondition>;

beforeAll(warmUp, 60_000);

describe('a policy with conditions', () => {
  const conditional = (conditions: Conditions) =>
    createServiceFactory({
      service: coreServices.permissions,
      deps: {},
      factory: () =>
        mockServices.permissions.mock({
          authorizeConditional: async queries =>
            queries.map(() => ({
              result: AuthorizeResult.CONDITIONAL,
              pluginId: 'dbaas',
              resourceType: 'database-service',
              conditions,
            })),
        }),
    });

  it.each<[string, Conditions]>([
    [
      'namespace',
      databaseServiceConditions.hasNamespace({ namespaces: ['team-audit'] }),
    ],
    [
      'owner',
      {
        not: databaseServiceConditions.isEntityOwner({
          claims: ['group:default/team-orders'],
        }),
      },
    ],
  ])('filters by %s, counts included', async (_rule, conditions) => {
    const test = await startTestPlatform({
      features: [conditional(conditions)],
    });
    test.platform.put(
      claim('audit-db', 'team-audit', 'default.component.nobodys'),
    );
    await eventually(async () => {
      const { body } = await request(test.server).get('/api/dbaas/services');
      expect(body.items.map(({ ref }: DatabaseService) => ref.name)).toEqual([
        'audit-db',
      ]);
      expect(body.totalItems).toBe(1);
      expect(body.facets.namespace).toEqual({ 'team-audit': 1 });
    });
    const unseen: [path: string, status: number][] = [
      [DETAIL, 404],
      [`${DETAIL}/history`, 404],
      // Whoever sees the entity may know that it has a database.
      [BY_ENTITY, 403],
    ];
    for (const [path, status] of unseen) {
      const response = await request(test.server).get(path);
      expect([path, response.status]).toEqual([path, status]);
      expect(JSON.stringify(response.body)).not.toContain('10.0.0.7');
    }
    const { body } = await request(test.server).get('/api/dbaas/clusters');
    // Nothing that counts what others have.
    expect(body.items).toEqual([
      {
        name: 'platform',
        state: 'connected',
        lastContactAt: expect.any(String),
        unreadable: [],
      },
    ]);
    await test.stop();
  });
});
