import { eventually } from '../__testUtils__/eventually';
import { mostAttempts } from '../__testUtils__/most-attempts';
import { answerStatus } from '../__testUtils__/scripted-answers';
import { warmUp } from '../__testUtils__/test-platform';
import {
  change,
  KINDS,
  SHORT_TIMES,
  WatchedClusters,
} from '../__testUtils__/watched-clusters';

describe('an expired token', () => {
  let clusters: WatchedClusters;

  beforeAll(warmUp, 60_000);
  afterEach(() => clusters.stop());

  it('is told as such, and a renewed one works without a restart', async () => {
    let accepted = 'first-token';
    let token = 'first-token';
    clusters = await WatchedClusters.start({
      authentication: { type: 'token', getToken: async () => token },
      prepare: server =>
        server.intercept(({ authorization }, response) => {
          if (authorization === `Bearer ${accepted}`) return false;
          answerStatus(response, 401, 'Unauthorized');
          return true;
        }),
    });
    const [server] = clusters.servers;
    await eventually(() => {
      expect(clusters.troubles()).toEqual([]);
      expect(clusters.outOfSync()).toEqual([]);
    });

    const before = server.requests.length;
    const startedAt = performance.now();
    accepted = 'second-token';
    server.endWatches();
    change(server, 0);
    await eventually(() =>
      expect(clusters.fleet.health()).toEqual([
        expect.objectContaining({
          state: 'stale',
          unreadable: [
            expect.objectContaining({ resource: '*', problem: 'unauthorized' }),
          ],
        }),
      ]),
    );
    await eventually(() =>
      expect(server.requests.length - before).toBeGreaterThan(3 * KINDS.length),
    );
    const elapsed = performance.now() - startedAt;
    const { reflector, discovery } = SHORT_TIMES;
    expect(server.requests.length - before).toBeLessThanOrEqual(
      KINDS.length * 2 * mostAttempts(elapsed, reflector.retry) +
        2 * Math.ceil(2 + elapsed / (0.75 * discovery.first)),
    );

    token = 'second-token';
    await eventually(() => {
      expect(clusters.troubles()).toEqual([]);
      expect(clusters.outOfSync()).toEqual([]);
    });
    expect(JSON.stringify(clusters.fleet.health())).not.toContain('-token');
  });
});
