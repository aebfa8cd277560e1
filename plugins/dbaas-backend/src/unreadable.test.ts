import { eventually } from './__testUtils__/eventually';
import { exampleService, expectHealthy } from './__testUtils__/example-service';
import { claim, externalSecret } from './__testUtils__/orders-database';
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
    await eventually(() => expectHealthy(test));
  }, 60_000);
  afterAll(() => test.stop());

  const detail = () => exampleService(test);

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
    await eventually(() => expectHealthy(test));
    const down = test.apps.intercept((_request, response) => {
      response.destroy();
      return true;
    });
    test.apps.resetWatches();
    await eventually(async () => {
      const { freshness, exists } = await exampleService(test);
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
      async () =>
        expect((await exampleService(test)).freshness.unreadable).toEqual([]),
      8_000,
    );
    await test.stop();
  }, 30_000);
});
