import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import {
  annotationLinkStrategy,
  dbaasClustersExtensionPoint,
  dbaasEntityLinksExtensionPoint,
  dbaasReadersExtensionPoint,
  dbaasServiceRef,
  type DbaasService,
} from '@backstage-dbaas/plugin-dbaas-node';
import request from 'supertest';
import { Extensions } from './extensions';
import { eventually } from './__testUtils__/eventually';
import { startTestPlatform, warmUp } from './__testUtils__/test-platform';

const SERVICES = '/api/dbaas/services';

beforeAll(warmUp, 60_000);

describe('extension points', () => {
  it('read the objects of another operator', async () => {
    const pooler = {
      group: 'pooler.example.org',
      version: 'v1',
      kind: 'Pooler',
      plural: 'poolers',
      namespaced: true,
    };
    const module = createBackendModule({
      pluginId: 'dbaas',
      moduleId: 'pooler',
      register(env) {
        env.registerInit({
          deps: { readers: dbaasReadersExtensionPoint },
          async init({ readers }) {
            readers.addReaders({
              groups: ['pooler.example.org'],
              kinds: ['Pooler'],
              read: ({ metadata }) => ({
                state: 'degraded',
                reason: 'TooFewConnections',
                sentence: `Pooler ${metadata.name} has too few connections.`,
                evidence: [{ path: 'status.connections', value: '1' }],
              }),
            });
          },
        });
      },
    });
    const test = await startTestPlatform({ features: [module] });
    test.platform.serve(pooler);
    test.platform.put({
      apiVersion: 'pooler.example.org/v1',
      kind: 'Pooler',
      metadata: {
        name: 'orders',
        namespace: 'team-orders',
        uid: 'pooler',
        labels: {
          'dbaas.dev/database': 'team-orders.orders-db',
          'dbaas.dev/layer': 'server',
        },
      },
    });
    await eventually(async () => {
      const { body } = await request(test.server).get(
        `${SERVICES}/platform/team-orders/orders-db`,
      );
      expect(body.resources).toContainEqual(
        expect.objectContaining({
          reason: 'TooFewConnections',
          sentence: 'Pooler orders has too few connections.',
        }),
      );
    }, 8_000);
    await test.stop();
  }, 20_000);

  it('add clusters', async () => {
    const module = createBackendModule({
      pluginId: 'dbaas',
      moduleId: 'cloud-clusters',
      register(env) {
        env.registerInit({
          deps: { clusters: dbaasClustersExtensionPoint },
          async init({ clusters }) {
            clusters.addClusterSource({
              getClusters: async () => ({
                clusters: [
                  {
                    name: 'prod-eu',
                    url: 'http://127.0.0.1:1',
                    authentication: {
                      type: 'token',
                      getToken: async () => 'fresh',
                    },
                  },
                ],
              }),
            });
          },
        });
      },
    });
    const test = await startTestPlatform({ features: [module] });
    await eventually(async () => {
      const { body } = await request(test.server).get('/api/dbaas/clusters');
      expect(body.items).toContainEqual(
        expect.objectContaining({ name: 'prod-eu', state: 'unreachable' }),
      );
    });
    await test.stop();
  });

  it('link entities another way', async () => {
    const module = createBackendModule({
      pluginId: 'dbaas',
      moduleId: 'links',
      register(env) {
        env.registerInit({
          deps: { links: dbaasEntityLinksExtensionPoint },
          async init({ links }) {
            links.setEntityLinkStrategy({
              entityFilter: {
                'metadata.annotations.example.org/db': CATALOG_FILTER_EXISTS,
              },
              databasesOf: () => [],
              entitiesOf: claim => [
                `component:default/${claim.metadata.name}-owner`,
              ],
            });
          },
        });
      },
    });
    const test = await startTestPlatform({ features: [module] });
    await eventually(async () => {
      const { body } = await request(test.server).get(SERVICES);
      expect(body.items).toMatchObject([
        { entityRefs: ['component:default/orders-db-owner'] },
      ]);
    });
    await test.stop();
  });

  it('let only one module replace the links', () => {
    const extensions = new Extensions(annotationLinkStrategy);
    extensions.setEntityLinkStrategy(annotationLinkStrategy);
    expect(() =>
      extensions.setEntityLinkStrategy(annotationLinkStrategy),
    ).toThrow('Two modules');
  });
});

describe('dbaasServiceRef', () => {
  it('reads database services from another plugin', async () => {
    let dbaas: DbaasService | undefined;
    let credentials:
      | Parameters<DbaasService['list']>[1]['credentials']
      | undefined;
    const reader = createBackendPlugin({
      pluginId: 'reader',
      register(env) {
        env.registerInit({
          deps: { auth: coreServices.auth, service: dbaasServiceRef },
          async init({ auth, service }) {
            dbaas = service;
            credentials = await auth.getOwnServiceCredentials();
          },
        });
      },
    });
    const test = await startTestPlatform({ features: [reader] });
    if (!dbaas || !credentials) throw new Error('The plugin did not start');
    const options = { credentials };
    const ref = {
      cluster: 'platform',
      namespace: 'team-orders',
      name: 'orders-db',
    };
    const list = await dbaas.list(
      { state: ['healthy', 'failed'], text: 'orders' },
      options,
    );
    expect(list.items.map(item => item.ref)).toEqual([ref]);
    expect((await dbaas.get(ref, options))?.exists).toBe(true);
    expect(await dbaas.get({ ...ref, name: 'nope' }, options)).toBeUndefined();
    expect(
      await dbaas.byEntity('component:default/orders-api', options),
    ).toHaveLength(1);
    await expect(
      dbaas.byEntity('component:default/nope', options),
    ).rejects.toThrow('no entity component:default/nope');
    await test.stop();
  });
});
