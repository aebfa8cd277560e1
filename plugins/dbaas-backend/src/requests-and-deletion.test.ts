import request from 'supertest';
import { eventually } from './__testUtils__/eventually';
import { exampleService } from './__testUtils__/example-service';
import {
  application,
  claim,
  cnpgCluster,
  externalSecret,
  sqlDatabase,
  sqlGrant,
  sqlRole,
} from './__testUtils__/orders-database';
import { BY_ENTITY, DETAIL } from './__testUtils__/reading-routes';
import { pull, TestForge } from './__testUtils__/test-forge';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from './__testUtils__/test-platform';

describe('a database service from request to deletion', () => {
  const forge = new TestForge();
  let test: TestPlatform;

  beforeAll(async () => {
    await warmUp();
    await forge.start();
    forge.pulls = [pull(482)];
    test = await startTestPlatform({ config: forge.config(), objects: 'none' });
  }, 60_000);
  afterAll(async () => {
    await test.stop();
    await forge.stop();
  });

  const detail = () => exampleService(test);

  it('waits for review, on the entity that it is for', async () => {
    await eventually(async () => {
      const { body } = await request(test.server).get(BY_ENTITY);
      expect(body.items).toMatchObject([
        {
          exists: false,
          assessment: {
            state: 'requested',
            headline: 'Waiting for review',
            audience: 'reviewer',
          },
          requests: [{ number: 482, state: 'open' }],
        },
      ]);
    });
    expect(
      (await detail()).milestones.map(({ state }) => state).slice(0, 3),
    ).toEqual(['done', 'current', 'pending']);
  });

  it('was closed', async () => {
    // Only requests that were closed not long ago are shown.
    const now = new Date().toISOString();
    forge.pulls = [pull(482, { state: 'closed', created_at: now })];
    await eventually(async () =>
      expect((await detail()).assessment).toMatchObject({
        state: 'requestClosed',
        headline: 'The request was closed',
      }),
    );
  });

  it('was merged and is being applied', async () => {
    const now = new Date().toISOString();
    forge.pulls = [
      pull(482, {
        state: 'closed',
        merged_at: now,
        merge_commit_sha: 'c0ffee',
      }),
    ];
    await eventually(async () =>
      expect((await detail()).assessment).toMatchObject({
        state: 'merged',
        headline: 'Merged, being applied',
      }),
    );
  });

  it('is there, told to browsers at once', async () => {
    test.signals.length = 0;
    [claim(), cnpgCluster(), sqlDatabase(), sqlRole(), sqlGrant()].forEach(
      one => test.platform.put(one),
    );
    test.apps.put(externalSecret());
    await eventually(async () => {
      const service = await detail();
      expect(service.exists).toBe(true);
      expect(service.assessment.state).toBe('healthy');
      // Signals that come together are sent as one, a moment later.
      expect(test.signals.map(({ channel }) => channel)).toContain(
        'dbaas:entity:component:default/orders-api',
      );
    }, 2_000);
    expect(
      (await detail()).milestones.map(({ name, state }) => `${name} ${state}`),
    ).toEqual([
      'requested done',
      'reviewed done',
      'merged done',
      'applied done',
      'built done',
      'credentialsDelivered done',
      'schemaApplied notRequested',
      'inUse unknown',
    ]);
  });

  it('has a change that the GitOps engine has not applied yet, until it has', async () => {
    const mergedAt = new Date().toISOString();
    forge.pulls = [
      pull(483, {
        state: 'closed',
        merged_at: mergedAt,
        merge_commit_sha: 'beef',
      }),
    ];
    test.platform.put(
      application({ sync: { status: 'Synced', revision: 'c0ffee' } }),
    );
    const applied = async () =>
      (await detail()).milestones.find(({ name }) => name === 'applied');
    await eventually(async () =>
      expect((await applied())?.state).toBe('current'),
    );
    const deployedAt = new Date().toISOString();
    test.platform.put(
      application({ history: [{ id: 1, revision: 'beef', deployedAt }] }),
    );
    await eventually(
      async () =>
        expect(await applied()).toMatchObject({
          state: 'done',
          at: deployedAt,
        }),
      2_000,
    );
  });

  it('is being deleted while anything is left of it, then it is gone', async () => {
    forge.pulls = [];
    test.platform.delete(claim());
    await eventually(async () =>
      expect((await detail()).assessment?.state).toBe('deleting'),
    );
    [cnpgCluster(), sqlDatabase(), sqlRole(), sqlGrant()].forEach(one =>
      test.platform.delete(one),
    );
    test.apps.delete(externalSecret());
    await eventually(async () =>
      expect((await request(test.server).get(DETAIL)).status).toBe(404),
    );
  });
});
