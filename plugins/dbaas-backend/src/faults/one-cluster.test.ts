import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { resourcePath } from '../clusters/discovery';
import { eventually } from '../__testUtils__/eventually';
import { mostAttempts } from '../__testUtils__/most-attempts';
import { answer, answerStatus } from '../__testUtils__/scripted-answers';
import type {
  ScriptedApiServer,
  SeenRequest,
} from '../__testUtils__/scripted-api-server';
import { warmUp } from '../__testUtils__/test-platform';
import {
  change,
  KINDS,
  SHORT_TIMES,
  WatchedClusters,
} from '../__testUtils__/watched-clusters';

/** What goes wrong with a server, until the returned function is called. */
type Fault = (server: ScriptedApiServer) => () => void | Promise<void>;

const ROUNDS = 6;
const ROUND_MS = 120;

const isWatch = ({ url }: SeenRequest) => url.searchParams.has('watch');
const isList = (request: SeenRequest) =>
  KINDS.some(kind => resourcePath(kind) === request.url.pathname) &&
  !isWatch(request);

/** Has the server answer in another way, and ends the watches that there are. */
function answering(
  concerned: (request: SeenRequest) => boolean,
  reply: (response: ServerResponse) => void,
): Fault {
  return server => {
    const undo = server.intercept((request, response) => {
      if (!concerned(request)) return false;
      reply(response);
      return true;
    });
    server.endWatches();
    return undo;
  };
}

/** Does something to the server again and again. */
function repeating(what: (server: ScriptedApiServer) => void): Fault {
  return server => {
    const timer = setInterval(() => what(server), 15);
    return () => clearInterval(timer);
  };
}

const errorEvent = (status: object) => (response: ServerResponse) => {
  response.writeHead(200);
  response.end(
    `${JSON.stringify({
      type: 'ERROR',
      object: { kind: 'Status', ...status },
    })}\n`,
  );
};

const FAULTS: [string, Fault][] = [
  ['watches are reset', repeating(server => server.resetWatches())],
  ['watches end at once', answering(isWatch, response => response.end())],
  [
    'every watch is expired, as HTTP status',
    answering(isWatch, response => answerStatus(response, 410, 'Expired')),
  ],
  [
    'every watch is expired, as event',
    answering(isWatch, errorEvent({ code: 410, reason: 'Expired' })),
  ],
  [
    'every list is expired',
    answering(
      request => isList(request) || isWatch(request),
      response => answerStatus(response, 410, 'Expired'),
    ),
  ],
  [
    'everything answers 500',
    answering(
      () => true,
      response => answerStatus(response, 500, 'InternalError'),
    ),
  ],
  [
    'errors have a body that never ends',
    answering(
      () => true,
      response => {
        response.writeHead(503);
        response.write('{');
      },
    ),
  ],
  [
    // Ten seconds of production, in the same proportion to the time allowed.
    'every answer comes late',
    server =>
      server.intercept((request, response) => {
        setTimeout(() => server.serveNow(request, response), 100);
        return true;
      }),
  ],
  [
    'the network is silent while connections stay open',
    server => server.fallSilent(),
  ],
  [
    'lists and watches are cut off',
    answering(
      () => true,
      response => {
        response.writeHead(200, { 'Content-Length': '4096' });
        response.write('{"type":"ADDED","object":{"meta');
        setTimeout(() => response.destroy(), 5);
      },
    ),
  ],
  [
    'lists and watches end cleanly in the middle of the JSON',
    answering(
      () => true,
      response => response.end('{"type":"ADDED","object":{"meta'),
    ),
  ],
  [
    'the cluster is gone',
    server => {
      const stopped = server.stop();
      return async () => {
        await stopped;
        await server.startAgain();
      };
    },
  ],
];

describe('a cluster in trouble', () => {
  let clusters: WatchedClusters;
  let server: ScriptedApiServer;

  beforeAll(warmUp, 60_000);
  beforeEach(async () => {
    clusters = await WatchedClusters.start();
    [server] = clusters.servers;
    await eventually(() => {
      if (server.openWatches < KINDS.length || clusters.outOfSync().length > 0)
        throw new Error('The clusters are not in sync yet');
    });
  });
  afterEach(() => clusters.stop());

  it.each(FAULTS)(
    'loses nothing and asks in moderation when %s',
    async (_what, fault) => {
      const before = server.requests.length;
      const startedAt = performance.now();
      const undo = fault(server);
      for (let round = 0; round < ROUNDS; round++) {
        change(server, round);
        await delay(ROUND_MS);
      }
      const requests = server.requests.length - before;
      const elapsed = performance.now() - startedAt;
      expect(requests).toBeLessThanOrEqual(mostRequests(elapsed));

      await undo();
      change(server, ROUNDS);
      await eventually(() => {
        expect(clusters.outOfSync()).toEqual([]);
        expect(clusters.troubles()).toEqual([]);
      });

      // And changes arrive as before.
      change(server, ROUNDS + 1);
      await eventually(() => expect(clusters.outOfSync()).toEqual([]));
    },
  );

  it('waits as long as a busy server asks for', async () => {
    const refusedAt: number[] = [];
    const undo = answering(
      () => true,
      response => {
        refusedAt.push(performance.now());
        answerStatus(response, 429, 'TooManyRequests', { 'Retry-After': '1' });
      },
    )(server);
    change(server, 0);
    await delay(2_500);
    undo();
    // Each of the kinds once per second, discovery with its two parts as well.
    const elapsed = performance.now() - refusedAt[0];
    const perKind = 1 + Math.floor(elapsed / 1_000);
    expect(refusedAt.length).toBeLessThanOrEqual((KINDS.length + 2) * perKind);
    await eventually(() => {
      expect(clusters.outOfSync()).toEqual([]);
      expect(clusters.troubles()).toEqual([]);
    });
  });

  it('lists again when the server, restored from a backup, waits for a past that was', async () => {
    change(server, 0);
    await eventually(() => expect(clusters.outOfSync()).toEqual([]));
    server.rewind(100);
    server.resetWatches();
    change(server, 1);
    await eventually(() => expect(clusters.outOfSync()).toEqual([]), 10_000);
  });

  it.each([
    [
      'is behind it',
      (response: ServerResponse) =>
        answer(response, 504, {
          kind: 'Status',
          code: 504,
          reason: 'Timeout',
          details: { causes: [{ reason: 'ResourceVersionTooLarge' }] },
        }),
    ],
    [
      'does not understand it',
      (response: ServerResponse) => answerStatus(response, 400, 'BadRequest'),
    ],
  ])(
    'lists again at once when the server cannot go on from a resource version, because it %s',
    async (_why, reply) => {
      const known = new Set<string | null>();
      server.requests
        .filter(isWatch)
        .forEach(({ url }) =>
          known.add(url.searchParams.get('resourceVersion')),
        );
      answering(
        request =>
          isWatch(request) &&
          known.has(request.url.searchParams.get('resourceVersion')),
        reply,
      )(server);
      change(server, 0);
      await eventually(() => expect(clusters.outOfSync()).toEqual([]));
      expect(server.requests.filter(isWatch).length).toBeLessThanOrEqual(
        3 * KINDS.length,
      );
    },
  );

  it('goes on from the last bookmark, so that a compaction costs no new list', async () => {
    const lists = server.requests.filter(isList).length;
    change(server, 0);
    server.bookmark();
    await eventually(() => expect(clusters.outOfSync()).toEqual([]));
    server.compact();
    server.resetWatches();
    change(server, 1);
    await eventually(() => expect(clusters.outOfSync()).toEqual([]));
    expect(server.requests.filter(isList)).toHaveLength(lists);
  });

  it('says since when it is out and how old the last word is', async () => {
    await server.stop();
    await eventually(() =>
      expect(clusters.fleet.health()).toEqual([
        expect.objectContaining({
          state: 'stale',
          unreadable: [
            expect.objectContaining({ resource: '*', problem: 'unreachable' }),
          ],
        }),
      ]),
    );
    const [{ lastContactAt = '', unreadable }] = clusters.fleet.health();
    const [{ since }] = unreadable;
    expect(Date.parse(lastContactAt)).toBeLessThanOrEqual(Date.parse(since));
    // Time goes on and attempts fail; neither makes the last word any younger.
    await delay(300);
    expect(clusters.fleet.health()[0]).toMatchObject({
      lastContactAt,
      unreadable: [{ since }],
    });
    await server.startAgain();
    await eventually(() => expect(clusters.troubles()).toEqual([]));
  });
});

/** A list and a watch per kind and attempt, and discovery with its two parts. */
function mostRequests(elapsedMs: number): number {
  const { reflector, discovery } = SHORT_TIMES;
  const perKind = 2 * mostAttempts(elapsedMs, reflector.retry);
  const asked = 2 + elapsedMs / (0.75 * discovery.first);
  return KINDS.length * perKind + 2 * Math.ceil(asked);
}
