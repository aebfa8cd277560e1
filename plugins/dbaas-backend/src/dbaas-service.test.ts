import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  dbaasServiceRef,
  type DbaasService,
} from '@backstage-dbaas/plugin-dbaas-node';
import { startTestPlatform, warmUp } from './__testUtils__/test-platform';

beforeAll(warmUp, 60_000);

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
    expect(await dbaas.history(ref, options)).toEqual(expect.any(Array));
    expect(await dbaas.connections(ref, options)).toMatchObject([
      { secretName: 'orders-db', snippets: expect.any(Array) },
    ]);
    expect(await dbaas.events(ref, 'warning', options)).toEqual({
      items: [],
      unreadable: [],
    });
    expect(await dbaas.plans(options)).toMatchObject([
      { cluster: 'platform', source: 'usual' },
    ]);
    expect(await dbaas.placements(options)).toMatchObject([
      { cluster: 'platform', problem: expect.any(String) },
    ]);
    const nowhere = { ...ref, name: 'nope' };
    expect([
      await dbaas.history(nowhere, options),
      await dbaas.connections(nowhere, options),
      await dbaas.events(nowhere, 'all', options),
    ]).toEqual([undefined, undefined, undefined]);
    await expect(
      dbaas.byEntity('component:default/nope', options),
    ).rejects.toThrow('no entity component:default/nope');
    await test.stop();
  });
});
