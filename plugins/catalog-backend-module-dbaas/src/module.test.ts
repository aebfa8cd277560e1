import type {
  ClusterHealthList,
  DatabaseServiceList,
  DatabaseServiceSummary,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import {
  catalogProcessingExtensionPoint,
  type EntityProvider,
  type EntityProviderMutation,
} from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createServer, type Server } from 'node:http';
import { catalogModuleDbaas } from './module';

const CONFIG = {
  schedule: {
    frequency: { trigger: 'manual' },
    timeout: { minutes: 1 },
  },
};

const ORDERS_API: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders-api', namespace: 'default' },
  spec: { type: 'service', owner: 'team-orders', system: 'shop' },
};

function service(
  change: Partial<DatabaseServiceSummary> = {},
): DatabaseServiceSummary {
  return {
    ref: { cluster: 'platform', namespace: 'team-orders', name: 'orders-db' },
    entityRefs: ['component:default/orders-api'],
    facts: {
      engine: 'postgresql',
      version: '17',
      placement: 'cnpg',
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
  };
}

const named = (name: string): DatabaseServiceSummary =>
  service({ ref: { cluster: 'platform', namespace: 'team-orders', name } });

type Cluster = ClusterHealthList['items'][number];
const cluster = (change: Partial<Cluster> = {}): Cluster => ({
  name: 'platform',
  state: 'connected',
  objects: 7,
  unreadable: [],
  ...change,
});

/** The HTTP API of the dbaas backend, with answers that a test sets. */
class DbaasBackend {
  pages: DatabaseServiceList[] = [];
  clusters: Cluster[] = [cluster()];
  failure = false;
  readonly requests: { url: string; authorization?: string }[] = [];
  #server?: Server;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      this.requests.push({
        url: `${url.pathname}${url.search}`,
        authorization: request.headers.authorization,
      });
      response.statusCode = this.failure ? 503 : 200;
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(this.#answer(url)));
    });
    this.#server = server;
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('No port.');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise(resolve => this.#server?.close(resolve));
  }

  #answer(url: URL): unknown {
    if (url.pathname === '/clusters') return { items: this.clusters };
    return this.pages[Number(url.searchParams.get('cursor') ?? 0)];
  }
}

function entitiesIn(mutations: EntityProviderMutation[]): Entity[] {
  return mutations.flatMap(mutation =>
    (mutation.type === 'full' ? mutation.entities : mutation.added).map(
      ({ entity }) => entity,
    ),
  );
}

const namesIn = (mutations: EntityProviderMutation[]) =>
  entitiesIn(mutations).map(({ metadata }) => metadata.name);

describe('the catalog module', () => {
  const dbaas = new DbaasBackend();
  const backends: TestBackend[] = [];
  let baseUrl: string;

  beforeAll(async () => {
    baseUrl = await dbaas.start();
  });
  afterAll(() => dbaas.stop());
  beforeEach(() => {
    dbaas.pages = [{ items: [service()], totalItems: 1 }];
    dbaas.clusters = [cluster()];
    dbaas.failure = false;
    dbaas.requests.length = 0;
  });
  afterEach(async () => {
    await Promise.all(backends.splice(0).map(backend => backend.stop()));
  });

  /** Starts the module and hands out what it adds, and a way to let it run. */
  async function start(
    provider: object | null = CONFIG,
    entities: Entity[] = [ORDERS_API],
  ) {
    const providers: EntityProvider[] = [];
    const mutations: EntityProviderMutation[] = [];
    const schedules: object[] = [];
    const tasks: ((signal: AbortSignal) => Promise<void> | void)[] = [];
    backends.push(
      await startTestBackend({
        extensionPoints: [
          [
            catalogProcessingExtensionPoint,
            {
              addEntityProvider: (...added) => {
                providers.push(...added.flat());
              },
              addProcessor: () => {},
              addPlaceholderResolver: () => {},
              setOnProcessingErrorHandler: () => {},
            },
          ],
        ],
        features: [
          catalogModuleDbaas,
          catalogServiceMock.factory({ entities }),
          mockServices.rootConfig.factory({
            data: provider
              ? { catalog: { providers: { dbaas: provider } } }
              : {},
          }),
          mockServices.discovery.mock({ getBaseUrl: async () => baseUrl })
            .factory,
          mockServices.scheduler.mock({
            createScheduledTaskRunner: schedule => ({
              run: async ({ fn }) => {
                schedules.push(schedule);
                tasks.push(fn);
              },
            }),
          }).factory,
        ],
      }),
    );
    for (const one of providers) {
      await one.connect({
        applyMutation: async mutation => {
          mutations.push(mutation);
        },
        refresh: async () => {},
      });
    }
    const run = async () => {
      for (const task of tasks) await task(new AbortController().signal);
    };
    return { providers, mutations, schedules, run };
  }

  it('makes an entity of every database service', async () => {
    const { mutations, run, providers } = await start();
    await run();
    expect(providers.map(one => one.getProviderName())).toEqual(['dbaas']);
    expect(mutations).toEqual([
      {
        type: 'full',
        entities: [
          {
            locationKey: 'dbaas',
            entity: {
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'Resource',
              metadata: {
                name: 'platform.team-orders.orders-db',
                namespace: 'default',
                title: 'orders-db',
                description:
                  'PostgreSQL 17 in namespace team-orders of cluster platform, plan small',
                annotations: {
                  'backstage.io/managed-by-location':
                    'dbaas:platform/team-orders/orders-db',
                  'backstage.io/managed-by-origin-location':
                    'dbaas:platform/team-orders/orders-db',
                  'dbaas.dev/database': 'platform/team-orders/orders-db',
                },
                tags: ['postgresql', 'cnpg'],
              },
              spec: {
                type: 'database',
                owner: 'group:default/team-orders',
                system: 'system:default/shop',
                dependencyOf: ['component:default/orders-api'],
              },
            },
          },
        ],
      },
    ]);
  });

  it('asks as itself', async () => {
    const { run } = await start();
    await run();
    expect(dbaas.requests).toHaveLength(2);
    for (const { authorization } of dbaas.requests) {
      expect(authorization).toContain('"sub":"plugin:catalog"');
      expect(authorization).toContain('"target":"dbaas"');
    }
  });

  it('reads all pages', async () => {
    dbaas.pages = [
      { items: [named('a')], totalItems: 2, nextCursor: '1' },
      { items: [named('b')], totalItems: 2 },
    ];
    const { mutations, run } = await start();
    await run();
    expect(namesIn(mutations)).toEqual([
      'platform.team-orders.a',
      'platform.team-orders.b',
    ]);
  });

  it('makes no entity of what is only asked for', async () => {
    const state = (value: DatabaseServiceSummary['assessment']['state']) => ({
      ...service(),
      assessment: { ...service().assessment, state: value },
    });
    dbaas.pages = [
      { items: [state('requested'), state('merged')], totalItems: 2 },
    ];
    const { mutations, run } = await start();
    await run();
    expect(mutations).toEqual([{ type: 'full', entities: [] }]);
  });

  it.each([
    ['connecting', cluster({ state: 'connecting' })],
    ['unreachable', cluster({ state: 'unreachable' })],
    [
      'closed to us',
      cluster({
        unreadable: [
          {
            cluster: 'platform',
            verb: 'list',
            resource: 'manageddatabases.dbaas.dev',
            problem: 'forbidden',
            message: 'not allowed',
            since: '2026-11-25T10:00:00Z',
          },
        ],
      }),
    ],
  ])('removes nothing while a cluster is %s', async (_what, unread) => {
    dbaas.clusters = [cluster({ name: 'apps' }), unread];
    const { mutations, run } = await start();
    await run();
    expect(mutations).toEqual([
      { type: 'delta', added: [expect.anything()], removed: [] },
    ]);
  });

  it('removes nothing when the dbaas backend does not answer', async () => {
    dbaas.failure = true;
    const { mutations, run } = await start();
    await expect(run()).rejects.toThrow(/503/);
    expect(mutations).toEqual([]);
  });

  it('takes namespace and owner from the configuration', async () => {
    dbaas.pages = [{ items: [service({ entityRefs: [] })], totalItems: 1 }];
    const { mutations, run } = await start({
      ...CONFIG,
      entityNamespace: 'databases',
      defaultOwner: 'group:default/platform-team',
    });
    await run();
    expect(entitiesIn(mutations)).toMatchObject([
      {
        metadata: { namespace: 'databases' },
        spec: { owner: 'group:default/platform-team' },
      },
    ]);
  });

  it('runs every minute when nothing else is said', async () => {
    const { mutations, run, schedules } = await start(null);
    await run();
    expect(schedules).toMatchObject([{ frequency: { minutes: 1 } }]);
    expect(mutations).toHaveLength(1);
  });

  it('says what is missing in a schedule', async () => {
    await expect(start({ schedule: { frequency: 'PT1M' } })).rejects.toThrow(
      /catalog\.providers\.dbaas\.schedule/,
    );
  });
});
