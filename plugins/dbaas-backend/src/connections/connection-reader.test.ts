import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  BUILT_IN_SNIPPETS,
  connectionDetailsListSchema,
  type ConnectionSnippetTemplate,
} from '@backstage-dbaas/plugin-dbaas-common';
import { dbaasConnectionSnippetsExtensionPoint } from '@backstage-dbaas/plugin-dbaas-node';
import request from 'supertest';
import { eventually } from '../__testUtils__/eventually';
import { startTestPlatform, warmUp } from '../__testUtils__/test-platform';

const PATH = '/api/dbaas/services/platform/team-orders/orders-db/connections';

const snippetsModule = (...templates: ConnectionSnippetTemplate[]) =>
  createBackendModule({
    pluginId: 'dbaas',
    moduleId: 'snippets',
    register(env) {
      env.registerInit({
        deps: { snippets: dbaasConnectionSnippetsExtensionPoint },
        async init({ snippets }) {
          snippets.addSnippets(...templates);
        },
      });
    },
  });

const template = (
  id: string,
  render: ConnectionSnippetTemplate['render'],
): ConnectionSnippetTemplate => ({ id, title: id, language: 'text', render });

beforeAll(warmUp, 60_000);

describe('connections', () => {
  it('come with the snippets that we know and those that modules add', async () => {
    const test = await startTestPlatform({
      features: [
        snippetsModule(
          template('ours', ({ host, user }) => `${user} at ${host}`),
          template('psql', () => 'our psql'),
          template('not-for-this', () => ''),
          template('broken', () => {
            throw new Error('no such field');
          }),
        ),
      ],
    });
    const read = async () => {
      const { body } = await request(test.server).get(PATH);
      return connectionDetailsListSchema.parse(body).items[0];
    };
    await eventually(async () => expect((await read()).host).toBe('10.0.0.7'));
    const { snippets, secretName } = await read();
    expect(secretName).toBe('orders-db');
    const texts = Object.fromEntries(
      snippets.map(({ id, text }) => [id, text]),
    );
    // The example asks for no Dapr component.
    const known = BUILT_IN_SNIPPETS.map(({ id }) => id).filter(
      id => id !== 'dapr',
    );
    expect(Object.keys(texts).sort()).toEqual([...known, 'ours'].sort());
    expect(texts).toMatchObject({
      ours: 'orders-app at 10.0.0.7',
      psql: 'our psql',
    });
    // It is read often, and says once that a module is wrong.
    expect(
      test.outlets.texts(/^log/).filter(text => text.includes('"broken"')),
    ).toEqual([expect.stringContaining('no such field')]);
    await test.stop();
  });
});
