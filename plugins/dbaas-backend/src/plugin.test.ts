import { createServiceFactory } from '@backstage/backend-plugin-api';
import { coreServices } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  clusterHealthListSchema,
  databaseServiceListSchema,
  databaseServiceSchema,
  entityDatabaseServicesSchema,
  transitionListSchema,
  type DatabaseService,
} from '@backstage-dbaas/plugin-dbaas-common';
import { databaseServiceConditions } from '@backstage-dbaas/plugin-dbaas-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import { eventually } from './__testUtils__/eventually';
import {
  claim,
  cnpgCluster,
  externalSecret,
  PLANTED_SECRET,
} from './__testUtils__/orders-database';
import { answerStatus } from './__testUtils__/scripted-answers';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from './__testUtils__/test-platform';

const DETAIL = '/api/dbaas/services/platform/team-orders/orders-db';
const READING_ROUTES = [
  '/api/dbaas/services',
  DETAIL,
  `${DETAIL}/history`,
  '/api/dbaas/services/by-entity/default/component/orders-api',
  '/api/dbaas/clusters',
];

beforeAll(warmUp, 60_000);

describe('the status flow', () => {
  let test: TestPlatform;

  beforeAll(async () => {
    test = await startTestPlatform();
  });
  afterAll(() => test.stop());

  const get = (path: string) => request(test.server).get(path);
  const detail = async (): Promise<DatabaseService> => (await get(DETAIL)).body;

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

  it('shows a change within 2 seconds, and tells browsers', async () => {
    const { revision } = await detail();
    test.signals.length = 0;
    test.platform.put(cnpgCluster(0));
    await eventually(async () => {
      const after = await detail();
      expect(after.revision).not.toBe(revision);
      expect(after.assessment.state).not.toBe('healthy');
    }, 2_000);
    await eventually(() => {
      const channels = test.signals.map(({ channel }) => channel);
      expect(channels).toContain('dbaas:platform/team-orders/orders-db');
      expect(channels).toContain('dbaas:entity:component:default/orders-api');
    }, 2_000);
    const { revision: now } = await detail();
    await eventually(() =>
      expect(test.signals.at(-1)?.message).toEqual({ revision: now }),
    );
    test.platform.put(cnpgCluster());
    await eventually(
      async () => expect((await detail()).assessment.state).toBe('healthy'),
      2_000,
    );
  });

  it('writes down states that last', async () => {
    const history = async () => {
      const { body } = await get(`${DETAIL}/history`);
      return transitionListSchema
        .parse(body)
        .items.filter(({ subject }) => subject === 'server')
        .map(({ to }) => to);
    };
    await eventually(
      async () => expect(await history()).toEqual(['healthy']),
      8_000,
    );
    test.platform.put(cnpgCluster(0));
    await eventually(
      async () => expect(await history()).toHaveLength(2),
      8_000,
    );
    test.platform.put(cnpgCluster());
    await eventually(async () => {
      const [now, before] = await history();
      expect(now).toBe('healthy');
      expect(before).not.toBe('healthy');
    }, 8_000);
  }, 30_000);

  it('says which resource it may not read, and what that leaves unknown', async () => {
    const allow = test.apps.intercept(({ url }, response) => {
      if (!url.pathname.endsWith('/externalsecrets')) return false;
      answerStatus(response, 403, 'Forbidden');
      return true;
    });
    test.apps.resetWatches();
    await eventually(async () =>
      expect((await detail()).freshness.unreadable).toEqual([
        expect.objectContaining({
          cluster: 'apps',
          resource: 'externalsecrets.external-secrets.io',
          problem: 'forbidden',
        }),
      ]),
    );
    allow();
  });

  it('says which kind is missing when a composite consists of one that is not installed', async () => {
    const { spec, ...rest } = claim();
    test.platform.put({
      ...rest,
      spec: {
        ...Object(spec),
        crossplane: {
          resourceRefs: [
            {
              apiVersion: 's3.example.org/v1',
              kind: 'Bucket',
              name: 'backups',
            },
          ],
        },
      },
    });
    await eventually(async () =>
      expect((await detail()).freshness.unreadable).toContainEqual(
        expect.objectContaining({
          resource: 'Bucket.s3.example.org',
          problem: 'notInstalled',
        }),
      ),
    );
    test.platform.put(claim());
    await eventually(async () =>
      expect((await detail()).freshness.unreadable).not.toContainEqual(
        expect.objectContaining({ problem: 'notInstalled' }),
      ),
    );
  });

  it('comes and goes with the claim', async () => {
    test.platform.put(
      claim('audit-db', 'team-audit', 'default.component.plain'),
    );
    const path = '/api/dbaas/services/platform/team-audit/audit-db';
    await eventually(
      async () => expect((await get(path)).status).toBe(200),
      2_000,
    );
    test.platform.delete(claim('audit-db', 'team-audit'));
    await eventually(
      async () => expect((await get(path)).status).toBe(404),
      2_000,
    );
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

describe('a cluster that goes away', () => {
  it('leaves the last answer, marked with its age, and comes back', async () => {
    const test = await startTestPlatform();
    const get = () => request(test.server).get(DETAIL);
    await eventually(async () =>
      expect((await get()).body.assessment?.state).toBe('healthy'),
    );
    const down = test.apps.intercept((_request, response) => {
      response.destroy();
      return true;
    });
    test.apps.resetWatches();
    await eventually(async () => {
      const { freshness, exists } = (await get()).body;
      expect(exists).toBe(true);
      expect(freshness.unreadable).toEqual([
        expect.objectContaining({
          cluster: 'apps',
          resource: '*',
          problem: 'unreachable',
        }),
      ]);
    });
    down();
    test.apps.put(externalSecret());
    await eventually(
      async () => expect((await get()).body.freshness.unreadable).toEqual([]),
      8_000,
    );
    await test.stop();
  }, 30_000);
});

describe('permissions', () => {
  const conditional = (condition: object) =>
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
              conditions: condition as ReturnType<
                typeof databaseServiceConditions.hasCluster
              >,
            })),
        }),
    });

  it.each([
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
  ])('filters by %s, counts included', async (_rule, condition) => {
    const test = await startTestPlatform({
      features: [conditional(condition)],
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
      [READING_ROUTES[3], 403],
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
