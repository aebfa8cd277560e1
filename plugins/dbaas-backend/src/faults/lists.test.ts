import { setTimeout as delay } from 'node:timers/promises';
import { resourcePath } from '../clusters/discovery';
import { eventually } from '../__testUtils__/eventually';
import { answer, answerStatus } from '../__testUtils__/scripted-answers';
import type {
  Interception,
  ScriptedApiServer,
} from '../__testUtils__/scripted-api-server';
import { warmUp } from '../__testUtils__/test-platform';
import {
  anObject,
  claims,
  WatchedClusters,
} from '../__testUtils__/watched-clusters';

const PAGES = 3;
const MANY = (PAGES - 1) * 500 + 1;

const manyClaims = (server: ScriptedApiServer) => {
  for (let i = 0; i < MANY; i++) server.put(anObject(claims, `many-${i}`));
};

/** Answers the second page of a list of claims in another way, the first time. */
function onceOnSecondPage(
  reply: (response: Parameters<Interception>[1]) => void,
): Interception {
  let done = false;
  return ({ url }, response) => {
    if (done || url.searchParams.get('continue') !== '500') return false;
    done = true;
    reply(response);
    return true;
  };
}

describe('a list in trouble', () => {
  let clusters: WatchedClusters | undefined;

  beforeAll(warmUp, 60_000);
  afterEach(() => clusters?.stop());

  it.each<[string, Parameters<typeof onceOnSecondPage>[0]]>([
    ['expires', response => answerStatus(response, 410, 'Expired')],
    ['is reset', response => response.destroy()],
    [
      'is cut off',
      response => {
        response.writeHead(200, { 'Content-Length': '4096' });
        response.write('{"metadata":{"resourceVersion":"1"},"items":[{');
        setTimeout(() => response.destroy(), 5);
      },
    ],
    ['is refused', response => answerStatus(response, 500, 'InternalError')],
    ['is not a list', response => answer(response, 200, { items: [] })],
  ])('is complete in the end when its second page %s', async (_what, reply) => {
    clusters = await WatchedClusters.start({
      prepare: server => {
        manyClaims(server);
        server.intercept(onceOnSecondPage(reply));
      },
    });
    const [server] = clusters.servers;
    await eventually(() => {
      expect(clusters?.outOfSync()).toEqual([]);
      expect(clusters?.troubles()).toEqual([]);
    });
    // One list in vain and one that works, or the expired one once more in one piece.
    expect(
      server.requestsFor(resourcePath(claims), false).length,
    ).toBeLessThanOrEqual(2 * PAGES);
  });

  it('leaves out what is not an object, says so, and keeps the rest', async () => {
    const broken = {
      metadata: { name: 'broken', namespace: 'team-orders', labels: [1] },
    };
    clusters = await WatchedClusters.start({
      prepare: server =>
        server.intercept((request, response) => {
          const { url } = request;
          if (url.pathname !== resourcePath(claims)) return false;
          if (url.searchParams.has('watch')) return false;
          answer(response, 200, {
            metadata: { resourceVersion: '100' },
            items: [...server.objectsOf(claims), broken, 'nonsense'],
          });
          return true;
        }),
    });
    const [server] = clusters.servers;
    await eventually(() => expect(clusters?.outOfSync()).toEqual([]));
    expect(clusters.fleet.health()).toMatchObject([
      {
        state: 'connected',
        unreadable: [
          {
            verb: 'list',
            resource: 'manageddatabases.dbaas.dev',
            problem: 'error',
            message:
              '2 objects are left out, because the API server sent what is not a Kubernetes object: metadata.labels: Invalid input: expected record, received array. The log of the backend has a name.',
          },
        ],
      },
    ]);
    expect(clusters.fleet.seesAll('cluster-0', claims)).toBe(false);

    // The watch is not held up: the next change arrives.
    await eventually(() => expect(server.openWatches).toBe(3));
    server.put(anObject(claims, 'next'));
    await eventually(() => expect(clusters?.outOfSync()).toEqual([]));
  });

  it('gets past a change that is not an object, and forgets the matter once it is one', async () => {
    clusters = await WatchedClusters.start();
    const [server] = clusters.servers;
    await eventually(() => expect(server.openWatches).toBe(3));
    server.writeToWatches(
      `${JSON.stringify({
        type: 'MODIFIED',
        object: {
          metadata: {
            name: 'object-3',
            namespace: 'team-orders',
            resourceVersion: '191',
            labels: 'none',
          },
        },
      })}\n`,
    );
    await eventually(() =>
      expect(clusters?.fleet.health()[0].unreadable).toHaveLength(3),
    );
    const watches = server.requestsFor(resourcePath(claims), true).length;
    await delay(100);
    expect(server.requestsFor(resourcePath(claims), true)).toHaveLength(
      watches,
    );
    server.put(anObject(claims, 'object-3', { plan: 'large' }));
    await eventually(() => {
      expect(clusters?.outOfSync()).toEqual([]);
      expect(
        clusters?.fleet.health()[0].unreadable.map(({ resource }) => resource),
      ).not.toContain('manageddatabases.dbaas.dev');
    });
  });
});
