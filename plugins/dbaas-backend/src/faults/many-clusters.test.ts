import { freshnessOf } from '../database-services/freshness';
import { eventually } from '../__testUtils__/eventually';
import { mostAttempts } from '../__testUtils__/most-attempts';
import { answerStatus } from '../__testUtils__/scripted-answers';
import { warmUp } from '../__testUtils__/test-platform';
import {
  change,
  clusterName,
  KINDS,
  SHORT_TIMES,
  WatchedClusters,
} from '../__testUtils__/watched-clusters';

const CLUSTERS = 20;
const GONE = 0;
const SILENT = 1;
const REFUSING = 2;
const DOWN = [GONE, SILENT, REFUSING];
const ROUNDS = 5;
/** Long enough for a slow machine not to take a healthy cluster for a silent one. */
const TIMES = {
  discovery: { ...SHORT_TIMES.discovery, answer: 8_000 },
  reflector: {
    ...SHORT_TIMES.reflector,
    page: 5_000,
    connect: 8_000,
    idle: 8_000,
  },
};
const BOOKMARK_MS = 200;
/** An answer is called stale after an outage of ten seconds. */
const LATER_MS = 60_000;

describe('3 of 20 clusters in trouble', () => {
  let clusters: WatchedClusters;
  let bookmarks: NodeJS.Timeout;

  beforeAll(warmUp, 60_000);
  beforeAll(async () => {
    clusters = await WatchedClusters.start({ count: CLUSTERS, times: TIMES });
    bookmarks = setInterval(
      () => clusters.servers.forEach(server => server.bookmark()),
      BOOKMARK_MS,
    );
  }, 60_000);
  afterAll(() => {
    clearInterval(bookmarks);
    return clusters.stop();
  });

  it('leaves the other 17 alone, marks answers of the 3 stale with their age, and catches up', async () => {
    const { servers } = clusters;
    const inSyncButForThe3 = () => expect(clusters.outOfSync(isUp)).toEqual([]);
    const allWell = () =>
      expect([...clusters.troubles(), ...clusters.outOfSync()]).toEqual([]);
    await eventually(allWell, 20_000);
    const before = servers.map((server, index) => ({
      requests: server.requests.length,
      restarts: restartsOf(clusters, index),
    }));
    const startedAt = performance.now();

    const gone = servers[GONE].stop();
    const speak = servers[SILENT].fallSilent();
    const allow = servers[REFUSING].intercept((_request, response) => {
      answerStatus(response, 503, 'ServiceUnavailable');
      return true;
    });
    servers[REFUSING].resetWatches();
    await eventually(
      () =>
        expect(statesOf(clusters)).toEqual(
          servers.map((_server, index) =>
            DOWN.includes(index) ? 'stale' : 'connected',
          ),
        ),
      40_000,
    );

    for (let round = 0; round < ROUNDS; round++) {
      servers.forEach(server => change(server, round));
      await eventually(inSyncButForThe3);
    }
    expectStaleWithAge(clusters);
    // None of the 17 was asked for anything but discovery.
    const elapsed = performance.now() - startedAt;
    servers.forEach((server, index) => {
      const requests = server.requests.length - before[index].requests;
      expect(requests).toBeLessThanOrEqual(mostRequests(index, elapsed));
      const restarts = restartsOf(clusters, index) - before[index].restarts;
      expect(restarts === 0).toBe(isUp(index));
    });

    allow();
    speak();
    await gone;
    await servers[GONE].startAgain();
    await eventually(allWell, 10_000);
  }, 60_000);
});

const isUp = (index: number) => !DOWN.includes(index);

function statesOf({ fleet }: WatchedClusters): string[] {
  return fleet.health().map(({ state }) => state);
}

function restartsOf({ fleet }: WatchedClusters, index: number): number {
  return fleet.status(clusterName(index))?.restarts ?? 0;
}

function expectStaleWithAge({ servers, fleet }: WatchedClusters): void {
  const later = Date.now() + LATER_MS;
  servers.forEach((_server, index) => {
    const status = fleet.status(clusterName(index));
    const { stale, observedAt, unreadable } = freshnessOf(
      status ? [status] : [],
      [],
      later,
    );
    const age = later - Date.parse(observedAt);
    expect(stale).toBe(!isUp(index));
    if (isUp(index)) expect(age).toBe(0);
    else {
      expect(Date.parse(observedAt)).toBe(status?.lastContactAt);
      expect(age).toBeGreaterThan(LATER_MS);
      expect(unreadable).toMatchObject([{ resource: '*' }]);
    }
  });
}

function mostRequests(index: number, elapsedMs: number): number {
  const { reflector, discovery } = TIMES;
  const perKind = isUp(index)
    ? 0
    : 2 * mostAttempts(elapsedMs, reflector.retry);
  const asked = 2 + elapsedMs / (0.75 * discovery.first);
  return KINDS.length * perKind + 2 * Math.ceil(asked);
}
