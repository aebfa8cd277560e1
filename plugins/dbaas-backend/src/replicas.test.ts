import { createMockDirectory } from '@backstage/backend-test-utils';
import {
  transitionListSchema,
  type ServiceState,
  type Transition,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { JsonObject } from '@backstage/types';
import { setTimeout } from 'node:timers/promises';
import request from 'supertest';
import { eventually } from './__testUtils__/eventually';
import { cnpgCluster } from './__testUtils__/orders-database';
import { DETAIL } from './__testUtils__/reading-routes';
import { Replicas, slowDown, type Replica } from './__testUtils__/replicas';
import { sharedDatabase } from './__testUtils__/shared-database';
import { movableTime, realTime, skipTime } from './__testUtils__/skip-time';
import {
  putExample,
  putRequested,
  type TestClusters,
} from './__testUtils__/test-clusters';
import { createTestDatabases } from './__testUtils__/test-databases';
import { warmUp } from './__testUtils__/test-platform';

const MINUTE_MS = 60_000;

const databases = createTestDatabases();
const directory = createMockDirectory();

beforeAll(warmUp, 60_000);

const stateIn = async ({ server }: Replica): Promise<string> =>
  (await request(server).get(DETAIL)).body.assessment?.state;

async function history({ server }: Replica): Promise<Transition[]> {
  const { body } = await request(server).get(`${DETAIL}/history`);
  return transitionListSchema.parse(body).items;
}

async function states(replica: Replica): Promise<string[]> {
  return (await history(replica))
    .filter(({ subject }) => subject === 'service')
    .map(({ to }) => to)
    .reverse();
}

/** Transitions that say what the one before of the same subject said. */
function repetitions(transitions: readonly Transition[]): Transition[] {
  return transitions.filter(({ from, to }) => from === to);
}

const whats = (sent: readonly { what: string }[]) =>
  sent.map(({ what }) => what);

describe.each(databases.eachSupportedId())('two replicas on %s', databaseId => {
  let replicas: Replicas;
  let both: [Replica, Replica];

  async function start(
    dbaas: JsonObject,
    prepare: (clusters: TestClusters) => void,
  ): Promise<void> {
    const database = await sharedDatabase(databases, databaseId, directory);
    replicas = await Replicas.start({ backend: { database }, dbaas });
    both = [await replicas.add('one'), await replicas.add('other')];
    prepare(replicas.clusters);
  }

  /** Both have seen a state, and it has been written down. */
  async function allKnow(state: ServiceState): Promise<void> {
    await eventually(async () => {
      for (const replica of both) {
        expect(await stateIn(replica)).toBe(state);
        expect((await states(replica)).at(-1)).toBe(state);
      }
    }, 15_000);
  }

  beforeEach(movableTime);
  afterEach(async () => {
    realTime();
    await replicas.stop();
  });

  it('write, tell and publish each change once', async () => {
    const delay = { ready: '10ms', degraded: '10ms', failed: '10ms' };
    await start({ notifications: { delay } }, putRequested);
    // So that each looks what there is to write and to tell while the other does it.
    both.forEach(({ knex }) => slowDown(knex, 200));
    replicas.whileSending = () => setTimeout(2_500);
    await allKnow('creating');
    putExample(replicas.clusters);
    await allKnow('healthy');
    replicas.clusters.platform.put(cnpgCluster(0));
    await allKnow('failed');
    replicas.clusters.platform.put(cnpgCluster());
    await allKnow('healthy');
    await eventually(() => expect(replicas.events).toHaveLength(3), 15_000);

    const written = await history(both[0]);
    const serviceStates = await states(both[0]);
    await replicas.stop();
    expect(serviceStates).toEqual(['creating', 'healthy', 'failed', 'healthy']);
    expect(repetitions(written)).toEqual([]);
    expect(whats(replicas.notifications)).toEqual([
      'Database orders-db is ready',
      'Database orders-db is broken',
      'Database orders-db is well again',
    ]);
    expect(whats(replicas.events)).toEqual(['ready', 'failed', 'recovered']);
  }, 60_000);

  it('go on when one is stopped after a change was written, and before it was told', async () => {
    await start({}, putExample);
    await allKnow('healthy');
    replicas.clusters.platform.put(cnpgCluster(0));
    await allKnow('failed');
    const [stopped, left] = both;
    await replicas.remove(stopped);
    expect(replicas.notifications).toEqual([]);
    skipTime(MINUTE_MS);
    await eventually(() => expect(replicas.events).toHaveLength(1), 15_000);
    const back = await replicas.add('back');
    both = [left, back];
    await allKnow('failed');
    expect(await states(back)).toEqual(['healthy', 'failed']);
    await replicas.stop();
    expect(replicas.notifications).toEqual([
      { by: left.name, what: 'Database orders-db is broken' },
    ]);
    expect(replicas.events).toEqual([{ by: left.name, what: 'failed' }]);
  }, 60_000);

  it('go on when one dies while it tells, and the dead one tells nothing when it comes back', async () => {
    await start({}, putExample);
    await allKnow('healthy');
    const dying = dieWhileSending();
    replicas.clusters.platform.put(cnpgCluster(0));
    await allKnow('failed');
    skipTime(MINUTE_MS);
    const { replica: dead, comeBack } = await dying;
    expect(replicas.notifications).toEqual([]);
    // So long is the right to tell of a replica that does not.
    skipTime(6 * MINUTE_MS);
    await eventually(() => expect(replicas.events).toHaveLength(1), 15_000);
    comeBack();
    await allKnow('failed');
    replicas.clusters.platform.put(cnpgCluster());
    skipTime(MINUTE_MS);
    await allKnow('healthy');
    skipTime(MINUTE_MS);
    await eventually(() => expect(replicas.events).toHaveLength(2), 15_000);
    expect(await states(dead)).toEqual(['healthy', 'failed', 'healthy']);
    await replicas.stop();
    expect(whats(replicas.notifications)).toEqual([
      'Database orders-db is broken',
      'Database orders-db is well again',
    ]);
    expect(whats(replicas.events)).toEqual(['failed', 'recovered']);
    expect(replicas.notifications[0].by).not.toBe(dead.name);
  }, 60_000);

  /** The first replica that sends loses its database, and never gets to send. */
  function dieWhileSending() {
    return new Promise<{ replica: Replica; comeBack: () => void }>(resolve => {
      replicas.whileSending = async by => {
        replicas.whileSending = async () => undefined;
        const replica = both.find(({ name }) => name === by);
        if (!replica) throw new Error(`There is no replica ${by}`);
        await replica.knex.destroy();
        await new Promise((_, lost) => {
          const comeBack = () => {
            replica.knex.initialize();
            lost(new Error('connection lost'));
          };
          resolve({ replica, comeBack });
        });
      };
    });
  }
});
