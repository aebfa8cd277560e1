import { transitionListSchema } from '@backstage-dbaas/plugin-dbaas-common';
import request from 'supertest';
import { eventually } from './__testUtils__/eventually';
import { exampleService, expectHealthy } from './__testUtils__/example-service';
import { claim, cnpgCluster } from './__testUtils__/orders-database';
import { DETAIL } from './__testUtils__/reading-routes';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from './__testUtils__/test-platform';

describe('a change in a cluster', () => {
  let test: TestPlatform;

  beforeAll(async () => {
    await warmUp();
    test = await startTestPlatform();
    await eventually(() => expectHealthy(test));
  }, 60_000);
  afterAll(() => test.stop());

  const get = (path: string) => request(test.server).get(path);
  const detail = () => exampleService(test);

  it('is shown within 2 seconds, and browsers are told', async () => {
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
    await eventually(() => expectHealthy(test), 2_000);
  });

  it('is written down when it lasts', async () => {
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

  it('makes a database service come and go with its claim', async () => {
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
});
