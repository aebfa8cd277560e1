import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import request from 'supertest';
import { eventually } from './__testUtils__/eventually';
import { claim, externalSecret } from './__testUtils__/orders-database';
import { DETAIL } from './__testUtils__/reading-routes';
import { answerStatus } from './__testUtils__/scripted-answers';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from './__testUtils__/test-platform';

describe('an answer', () => {
  let test: TestPlatform;

  beforeAll(async () => {
    await warmUp();
    test = await startTestPlatform();
    await eventually(isHealthy);
  }, 60_000);
  afterAll(() => test.stop());

  const get = (path: string) => request(test.server).get(path);
  const detail = async (): Promise<DatabaseService> => (await get(DETAIL)).body;
  const isHealthy = async () =>
    expect((await detail()).assessment?.state).toBe('healthy');

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
