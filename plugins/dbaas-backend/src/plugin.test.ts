import { mockCredentials } from '@backstage/backend-test-utils';
import {
  clusterHealthListSchema,
  databaseServiceListSchema,
  databaseServiceSchema,
  entityDatabaseServicesSchema,
} from '@backstage-dbaas/plugin-dbaas-common';
import request from 'supertest';
import { eventually } from './__testUtils__/eventually';
import { PLANTED_SECRET } from './__testUtils__/orders-database';
import { DETAIL, READING_ROUTES } from './__testUtils__/reading-routes';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from './__testUtils__/test-platform';

beforeAll(warmUp, 60_000);

describe('a running backend', () => {
  let test: TestPlatform;

  beforeAll(async () => {
    test = await startTestPlatform();
  });
  afterAll(() => test.stop());

  const get = (path: string) => request(test.server).get(path);

  it('answers everything about a database service', async () => {
    await eventually(async () => {
      const service = databaseServiceSchema.parse((await get(DETAIL)).body);
      expect(service).toMatchObject({
        ref: {
          cluster: 'platform',
          namespace: 'team-orders',
          name: 'orders-db',
        },
        exists: true,
        entityRefs: [
          'component:default/orders-api',
          'component:default/reports',
        ],
        facts: {
          version: '17',
          placement: 'cnpg',
          plan: 'small',
          databases: ['orders'],
        },
        assessment: { state: 'healthy', availability: 'available' },
        freshness: { stale: false },
        connections: [
          {
            cluster: 'apps',
            secretName: 'orders-db',
            delivered: true,
            host: '10.0.0.7',
            port: 5432,
            user: 'orders-app',
          },
        ],
      });
      expect(
        service.resources.map(({ ref }) => `${ref.cluster}/${ref.kind}`).sort(),
      ).toEqual(
        expect.arrayContaining([
          'apps/ExternalSecret',
          'platform/Cluster',
          'platform/Database',
        ]),
      );
    });
  });

  it('lists database services with counts', async () => {
    const list = databaseServiceListSchema.parse(
      (await get('/api/dbaas/services')).body,
    );
    expect(list.items.map(({ ref }) => ref.name)).toEqual(['orders-db']);
    expect(list.facets?.placement).toEqual({ cnpg: 1 });
    expect((await get('/api/dbaas/services?state=failed')).body.items).toEqual(
      [],
    );
    expect(
      (await get('/api/dbaas/services?owner=group:default/team-orders')).body
        .totalItems,
    ).toBe(1);
  });

  it.each([
    ['the label of the claim', 'orders-api', ['orders-db']],
    ['the annotation of the entity', 'reports', ['orders-db']],
    ['neither', 'plain', []],
  ])(
    'finds the database services of an entity by %s',
    async (_by, name, expected) => {
      const { body } = await get(
        `/api/dbaas/services/by-entity/default/component/${name}`,
      );
      expect(
        entityDatabaseServicesSchema
          .parse(body)
          .items.map(({ ref }) => ref.name),
      ).toEqual(expected);
    },
  );

  it('describes a database that an entity names and nobody has', async () => {
    const { body } = await get(
      '/api/dbaas/services/by-entity/default/component/future',
    );
    expect(body.items).toEqual([
      expect.objectContaining({
        ref: {
          cluster: 'platform',
          namespace: 'team-orders',
          name: 'not-there',
        },
        exists: false,
        assessment: expect.objectContaining({ state: 'notFound' }),
      }),
    ]);
  });

  it.each([
    [
      'an unknown database service',
      '/api/dbaas/services/platform/team-orders/nope',
      404,
      'NotFoundError',
    ],
    [
      'its history',
      '/api/dbaas/services/platform/team-orders/nope/history',
      404,
      'NotFoundError',
    ],
    [
      'an unknown entity',
      '/api/dbaas/services/by-entity/default/component/nope',
      404,
      'NotFoundError',
    ],
    [
      'a link that is none',
      '/api/dbaas/services/by-entity/default/component/broken',
      400,
      'InputError',
    ],
    [
      'an unknown state',
      '/api/dbaas/services?state=splendid',
      400,
      'InputError',
    ],
    [
      'an unknown parameter',
      '/api/dbaas/services?colour=red',
      400,
      'InputError',
    ],
  ])('refuses %s', async (_what, path, status, name) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(response.body.error.name).toBe(name);
  });

  it.each(READING_ROUTES)('asks for credentials: %s', async path => {
    const response = await get(path).set(
      'Authorization',
      mockCredentials.none.header(),
    );
    expect(response.status).toBe(401);
  });

  it('tells its own health to anybody', async () => {
    const response = await get('/api/dbaas/health').set(
      'Authorization',
      mockCredentials.none.header(),
    );
    expect(response.body).toEqual({ status: 'ready' });
  });

  it('tells how the clusters are doing', async () => {
    const { items } = clusterHealthListSchema.parse(
      (await get('/api/dbaas/clusters')).body,
    );
    expect(items).toEqual([
      expect.objectContaining({
        name: 'platform',
        state: 'connected',
        objects: 5,
        unreadable: [],
      }),
      expect.objectContaining({
        name: 'apps',
        state: 'connected',
        objects: 2,
        unreadable: [],
      }),
    ]);
  });

  it('never asks for or answers the value of a Secret', async () => {
    for (const path of READING_ROUTES) {
      const { text } = await get(path);
      expect(text).not.toContain(PLANTED_SECRET);
      expect(text).not.toContain(
        Buffer.from(PLANTED_SECRET).toString('base64'),
      );
    }
    const secretLists = [test.platform, test.apps].flatMap(({ requests }) =>
      requests.filter(({ url }) => url.pathname === '/api/v1/secrets'),
    );
    expect(
      secretLists.every(({ accept }) =>
        accept?.includes('as=PartialObjectMetadata'),
      ),
    ).toBe(true);
    expect(JSON.stringify(test.signals)).not.toContain(PLANTED_SECRET);
  });
});
