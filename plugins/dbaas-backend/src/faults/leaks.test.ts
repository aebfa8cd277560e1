import { getEventListeners } from 'node:events';
import { ClusterConnection } from '../clusters/cluster-connection';
import { eventually } from '../__testUtils__/eventually';
import { ScriptedApiServer } from '../__testUtils__/scripted-api-server';
import { warmUp } from '../__testUtils__/test-platform';
import { anObject, claims } from '../__testUtils__/watched-clusters';
import { Reflector } from '../watch/reflector';

const WATCHES = 2_000;
/** One for the watch, one for the list that was before. */
const MOST_SOCKETS = 2;

const timers = () =>
  process.getActiveResourcesInfo().filter(type => type === 'Timeout').length;

describe('thousands of watches', () => {
  let server: ScriptedApiServer;
  let connection: ClusterConnection;
  let running: Promise<void> | undefined;
  const controller = new AbortController();
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);

  beforeAll(warmUp, 60_000);
  beforeEach(async () => {
    process.on('warning', onWarning);
    server = await ScriptedApiServer.start();
    server.serve(claims);
    server.put(anObject(claims, 'orders-db'));
    connection = new ClusterConnection({
      name: 'platform',
      url: server.url,
      authentication: { type: 'none' },
    });
  });
  afterEach(async () => {
    process.off('warning', onWarning);
    controller.abort();
    await running;
    connection.close();
    await server.stop();
  });

  /** So many watches more; every second one ends cleanly, the others are reset. */
  async function wearOut(count: number) {
    let left = count;
    const undo = server.intercept(({ url }, response) => {
      if (!url.searchParams.has('watch') || left === 0) return false;
      left -= 1;
      response.writeHead(200);
      response.flushHeaders();
      setImmediate(() =>
        left % 2 === 0 ? response.end() : response.destroy(),
      );
      return true;
    });
    server.endWatches();
    await eventually(() => expect(server.openWatches).toBe(1), 60_000);
    undo();
  }

  it('leave no listener, timer or socket behind', async () => {
    const store = { retain: jest.fn(), upsert: jest.fn(), remove: jest.fn() };
    const reflector = new Reflector({
      connection,
      resource: claims,
      kind: claims,
      store,
      listing: list => list(),
      onContact: () => {},
      onProblem: () => {},
      onUnusable: () => {},
      onRestart: () => {},
      times: {
        retry: { first: 0, longest: 0, resetAfter: 60_000 },
        shortest: 0,
      },
    });
    running = reflector.run(controller.signal);
    await eventually(() => expect(server.openWatches).toBe(1));
    await wearOut(20);
    const before = {
      timers: timers(),
      listeners: getEventListeners(controller.signal, 'abort').length,
    };

    await wearOut(WATCHES);
    expect(server.openSockets).toBeLessThanOrEqual(MOST_SOCKETS);
    expect(getEventListeners(controller.signal, 'abort').length).toBe(
      before.listeners,
    );
    expect(timers()).toBeLessThanOrEqual(before.timers + 5);
    expect(warnings).toEqual([]);

    controller.abort();
    await running;
    connection.close();
    await eventually(() => {
      expect(server.openSockets).toBe(0);
      expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    });
  }, 120_000);
});
