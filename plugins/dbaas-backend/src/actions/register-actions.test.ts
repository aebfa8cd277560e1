import { createServiceFactory } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockCredentials } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { eventually } from '../__testUtils__/eventually';
import { PLANTED_SECRET } from '../__testUtils__/orders-database';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from '../__testUtils__/test-platform';

const ref = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};

describe('actions', () => {
  const registry = actionsRegistryServiceMock();
  let test: TestPlatform;

  beforeAll(async () => {
    await warmUp();
    test = await startTestPlatform({
      features: [
        createServiceFactory({
          service: actionsRegistryServiceRef,
          deps: {},
          factory: () => registry,
        }),
      ],
    });
  }, 60_000);
  afterAll(() => test.stop());

  const invoke = (name: string, input: object) =>
    registry.invoke({
      id: `test:${name}`,
      input: { ...input },
      credentials: mockCredentials.user(),
    });

  it('only read', async () => {
    const { actions } = await registry.list();
    expect(actions.map(({ name }) => name).sort()).toEqual([
      'explain-database-service',
      'get-database-connection-info',
      'list-database-services',
    ]);
    expect(
      actions.every(
        ({ attributes }) => attributes.readOnly && !attributes.destructive,
      ),
    ).toBe(true);
  });

  it('have examples that they take', async () => {
    const { actions } = await registry.list();
    for (const { examples } of actions) {
      expect(examples).toEqual([expect.anything()]);
    }
    await Promise.all(
      actions.flatMap(({ id, examples = [] }) =>
        examples.map(({ input }) =>
          expect(
            registry.invoke({
              id,
              input,
              credentials: mockCredentials.user(),
            }),
          ).resolves.toHaveProperty('output', expect.anything()),
        ),
      ),
    );
  });

  it('list database services', async () => {
    await eventually(async () =>
      expect(
        await invoke('list-database-services', { text: 'orders' }),
      ).toEqual({
        output: {
          totalItems: 1,
          items: [
            {
              ...ref,
              entityRefs: [
                'component:default/orders-api',
                'component:default/reports',
              ],
              state: 'healthy',
              headline: expect.any(String),
            },
          ],
        },
      }),
    );
  });

  it('explain a database service', async () => {
    const { output } = await invoke('explain-database-service', ref);
    expect(output).toMatchObject({
      state: 'healthy',
      stale: false,
      layers: expect.arrayContaining([
        expect.objectContaining({ layer: 'server', state: 'healthy' }),
      ]),
      warnings: [],
    });
  });

  it('tell how to connect, and where the password is, but not the password', async () => {
    const { output } = await invoke('get-database-connection-info', ref);
    expect(output).toMatchObject({
      connections: [
        {
          cluster: 'apps',
          namespace: 'orders',
          secretName: 'orders-db',
          host: '10.0.0.7',
          user: 'orders-app',
        },
      ],
    });
    expect(JSON.stringify(output)).not.toContain(PLANTED_SECRET);
  });

  it('refuse a state that there is not', async () => {
    await expect(
      invoke('list-database-services', { state: 'splendid' }),
    ).rejects.toThrow(/state/);
  });

  it('say which database service is not there', async () => {
    await expect(
      invoke('explain-database-service', { ...ref, name: 'nope' }),
    ).rejects.toThrow('no database service team-orders/nope');
  });
});
