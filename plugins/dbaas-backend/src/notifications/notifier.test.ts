import { mockServices } from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { ServiceState } from '@backstage-dbaas/plugin-dbaas-common';
import type { EventParams } from '@backstage/plugin-events-node';
import type { Knex } from 'knex';
import { createTestDatabases } from '../__testUtils__/test-databases';
import type { ServiceChange } from '../database-services/database-services';
import type { KnownService } from '../database-services/known-services';
import type { Message } from './message';
import { notificationSettings } from './notification-settings';
import { NotificationStore } from './notification-store';
import { Notifier } from './notifier';

const OWNERS = ['group:default/team-orders'];
const settings = notificationSettings(mockServices.rootConfig());

function refOf(name: string) {
  return { cluster: 'platform', namespace: 'team-orders', name };
}

function known(
  name: string,
  state: ServiceState,
  also: { owners?: string[]; stale?: boolean } = {},
): KnownService {
  const ref = refOf(name);
  const entityRefs = ['component:default/orders-api'];
  return {
    exists: true,
    revision: state,
    schemas: [],
    resource: { ref, entityRefs, owners: also.owners ?? OWNERS },
    summary: {
      ref,
      entityRefs,
      facts: { databases: [], users: [] },
      assessment: {
        state,
        availability: 'unknown',
        convergence: 'unknown',
        headline: `It is ${state}`,
        detail: 'Do this',
        layers: [],
        findings: [],
      },
      freshness: {
        observedAt: '2026-11-25T12:00:00Z',
        stale: also.stale ?? false,
        unreadable: [],
      },
    },
  };
}

/** The notifications backend and the event bus, which all replicas share. */
class Outside {
  readonly sent: { owners: readonly string[]; message: Message }[] = [];
  readonly published: EventParams[] = [];
  failures = 0;
  whileSending: () => Promise<void> = async () => undefined;

  readonly outbox = {
    send: async (owners: readonly string[], message: Message) => {
      if (this.failures > 0) {
        this.failures -= 1;
        throw new Error('connection refused');
      }
      await this.whileSending();
      this.sent.push({ owners, message });
    },
  };
  readonly events = {
    publish: async (event: EventParams) => {
      this.published.push(event);
    },
    subscribe: async () => undefined,
  };

  titles(): string[] {
    return this.sent.map(({ message }) => message.title);
  }
}

/** One replica of the backend with what it has seen of the clusters. */
class Replica {
  readonly logger = mockServices.logger.mock();
  settled = true;
  readonly #services = new Map<string, KnownService>();
  readonly notifier: Notifier;

  constructor(knex: Knex, outside: Outside) {
    this.notifier = new Notifier({
      store: new NotificationStore(knex),
      outbox: outside.outbox,
      events: outside.events,
      settings,
      logger: this.logger,
      current: ({ name }) => {
        const service = this.#services.get(name);
        return service && { ...service.summary };
      },
      ownersOf: ({ name }) => this.#services.get(name)?.resource.owners ?? [],
      settled: () => this.settled,
    });
    this.notifier.start();
  }

  sees(
    name: string,
    state: ServiceState,
    also?: Parameters<typeof known>[2],
  ): void {
    this.#change(name, known(name, state, also));
  }

  seesGo(name: string): void {
    this.#change(name, undefined);
  }

  #change(name: string, after: KnownService | undefined): void {
    const change: ServiceChange = {
      ref: refOf(name),
      before: this.#services.get(name),
      after,
    };
    if (after) this.#services.set(name, after);
    else this.#services.delete(name);
    this.notifier.note(change);
  }
}

const databases = createTestDatabases();

describe.each(databases.eachSupportedId())('Notifier on %s', databaseId => {
  let knex: Knex;
  let outside: Outside;
  let replicas: Replica[];

  function start(count = 1): Replica[] {
    const started = Array.from(
      { length: count },
      () => new Replica(knex, outside),
    );
    replicas.push(...started);
    return started;
  }

  /** Lets time pass second by second, with a round of all replicas in each. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      jest.advanceTimersByTime(1_000);
      await Promise.all(replicas.map(({ notifier }) => notifier.idle()));
    }
  }

  beforeEach(async () => {
    knex = await databases.init(databaseId);
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@backstage-dbaas/plugin-dbaas-backend',
        'migrations',
      ),
    });
    outside = new Outside();
    replicas = [];
    // The database needs the rest of the clock.
    jest.useFakeTimers({
      doNotFake: [
        'setTimeout',
        'clearTimeout',
        'setImmediate',
        'clearImmediate',
        'nextTick',
        'queueMicrotask',
        'performance',
        'hrtime',
      ],
    });
  });
  afterEach(async () => {
    await Promise.all(replicas.map(({ notifier }) => notifier.stop()));
    jest.useRealTimers();
  });

  it('tells owners what has become of their database, and other plugins', async () => {
    const [replica] = start();
    replica.sees('orders-db', 'creating');
    await pass(3);
    replica.sees('orders-db', 'healthy');
    await pass(12);
    expect(outside.sent).toEqual([
      {
        owners: OWNERS,
        message: {
          title: 'Database orders-db is ready',
          description: 'It is healthy. Do this.',
          link: '/catalog/default/component/orders-api/database',
          severity: 'normal',
          topic: 'dbaas',
          scope: 'platform/team-orders/orders-db',
        },
      },
    ]);
    expect(outside.published).toEqual([
      {
        topic: 'dbaas.service',
        eventPayload: {
          ref: refOf('orders-db'),
          topic: 'ready',
          before: 'creating',
          after: 'healthy',
        },
      },
    ]);
  });

  it('tells that a database is ready that was made within a moment', async () => {
    const [replica] = start();
    replica.sees('orders-db', 'creating');
    replica.sees('orders-db', 'updating');
    replica.sees('orders-db', 'healthy');
    await pass(12);
    expect(outside.titles()).toEqual(['Database orders-db is ready']);
  });

  it('tells each news once, whatever the replicas see first', async () => {
    const [one, other] = start(2);
    const courses: [string, ServiceState][] = [
      ['a', 'failed'],
      ['b', 'degraded'],
      ['c', 'needsApproval'],
    ];
    courses.forEach(([name, state]) => one.sees(name, state));
    courses.reverse().forEach(([name, state]) => other.sees(name, state));
    await pass(130);
    courses.forEach(([name]) => other.sees(name, 'healthy'));
    await pass(5);
    courses.reverse().forEach(([name]) => one.sees(name, 'healthy'));
    await pass(30);
    expect(outside.titles().sort()).toEqual([
      'Database a is broken',
      'Database a is well again',
      'Database b is impaired',
      'Database b is well again',
      'Database c waits for an approval',
    ]);
    expect(outside.published).toHaveLength(5);
  });

  it('tells nothing again after a restart', async () => {
    const [first] = start();
    first.sees('orders-db', 'failed');
    await pass(32);
    await first.notifier.stop();
    const [second] = start();
    second.sees('orders-db', 'failed');
    await pass(40);
    expect(outside.titles()).toEqual(['Database orders-db is broken']);
  });

  it('tells after all what a crashed replica did not get told', async () => {
    const store = new NotificationStore(knex);
    await store.claim(
      'platform/team-orders/orders-db',
      undefined,
      { state: 'failed', building: false, trouble: true, at: {} },
      new Date(),
    );
    const [replica] = start();
    replica.sees('orders-db', 'failed');
    await pass(290);
    expect(outside.titles()).toEqual([]);
    await pass(15);
    expect(outside.titles()).toEqual(['Database orders-db is broken']);
  });

  it('publishes no event of what was taken over meanwhile', async () => {
    const key = 'platform/team-orders/orders-db';
    outside.whileSending = async () => {
      const late = new Date(Date.now() + 6 * 60_000);
      const store = new NotificationStore(knex);
      const seen = (await store.find([key], late)).get(key);
      await store.remember(key, seen, {
        state: 'failed',
        building: false,
        trouble: true,
        at: {},
      });
    };
    const [slow] = start();
    slow.sees('orders-db', 'failed');
    await pass(40);
    expect(outside.sent).toHaveLength(1);
    expect(outside.published).toEqual([]);
  });

  it('tries again when it could not be told', async () => {
    outside.failures = 2;
    const [one, other] = start(2);
    one.sees('orders-db', 'failed');
    other.sees('orders-db', 'failed');
    await pass(120);
    expect(outside.titles()).toEqual(['Database orders-db is broken']);
    expect(outside.published).toHaveLength(1);
  });

  it('gives up after five failures, and still tells other plugins', async () => {
    outside.failures = Infinity;
    const [replica] = start();
    replica.sees('orders-db', 'failed');
    await pass(300);
    expect(replica.logger.warn).toHaveBeenCalledTimes(4);
    expect(replica.logger.error).toHaveBeenCalledTimes(1);
    expect(outside.published).toHaveLength(1);
  });

  it('does not take what was last seen of an unreachable cluster for news', async () => {
    const [replica] = start();
    replica.sees('orders-db', 'failed', { stale: true });
    await pass(60);
    expect(outside.titles()).toEqual([]);
    replica.sees('orders-db', 'failed');
    await pass(15);
    expect(outside.titles()).toEqual(['Database orders-db is broken']);
  });

  it('tells nothing while the clusters are being read', async () => {
    const [replica] = start();
    replica.settled = false;
    replica.sees('orders-db', 'failed');
    await pass(60);
    expect(outside.titles()).toEqual([]);
    replica.sees('orders-db', 'healthy');
    replica.settled = true;
    await pass(60);
    expect(outside.titles()).toEqual([]);
  });

  it('forgets what is deleted', async () => {
    const [replica] = start();
    replica.sees('orders-db', 'failed');
    await pass(32);
    expect(await knex('notification_states')).toHaveLength(1);
    replica.sees('orders-db', 'deleting');
    replica.seesGo('orders-db');
    await pass(2);
    expect(await knex('notification_states')).toHaveLength(0);
  });

  describe('when many turn bad at once', () => {
    const names = (count: number) =>
      Array.from({ length: count }, (_, i) => `db-${10 + i}`);

    it('tells their owner once, and other plugins of each', async () => {
      const [one, other] = start(2);
      names(12).forEach(name => one.sees(name, 'healthy'));
      names(12).forEach(name => other.sees(name, 'healthy'));
      one.sees('lonely', 'failed', { owners: ['user:default/ada'] });
      names(12).forEach(name => one.sees(name, 'failed'));
      names(12)
        .reverse()
        .forEach(name => other.sees(name, 'failed'));
      await pass(100);
      expect(outside.sent).toEqual(
        expect.arrayContaining([
          {
            owners: OWNERS,
            message: expect.objectContaining({
              title: '12 of your databases are in trouble',
              description: 'db-10, db-11, db-12, db-13, db-14 and 7 more',
              severity: 'critical',
              link: '/dbaas',
            }),
          },
          {
            owners: ['user:default/ada'],
            message: expect.objectContaining({
              title: 'Database lonely is broken',
            }),
          },
        ]),
      );
      expect(outside.sent).toHaveLength(2);
      expect(outside.published).toHaveLength(13);
    });

    it('gathers those that follow for a minute', async () => {
      const [replica] = start();
      names(20).forEach(name => replica.sees(name, 'healthy'));
      names(11).forEach(name => replica.sees(name, 'failed'));
      for (const name of names(20).slice(11)) {
        await pass(3);
        replica.sees(name, 'failed');
      }
      await pass(120);
      expect(outside.titles()).toEqual([
        '11 of your databases are in trouble',
        '9 of your databases are in trouble',
      ]);
    });

    it('tells of each when there are not more than ten', async () => {
      const [replica] = start();
      names(10).forEach(name => replica.sees(name, 'failed'));
      await pass(40);
      expect(outside.titles()).toHaveLength(10);
    });

    it('does not count those that were in trouble before a restart', async () => {
      const store = new NotificationStore(knex);
      for (const name of names(15)) {
        await store.remember(`platform/team-orders/${name}`, undefined, {
          state: 'failed',
          building: false,
          trouble: true,
          at: {},
        });
      }
      const [replica] = start();
      [...names(15), 'orders-db'].forEach(name => replica.sees(name, 'failed'));
      await pass(40);
      expect(outside.titles()).toEqual(['Database orders-db is broken']);
    });

    it('sends the summary again when it could not be sent', async () => {
      outside.failures = 1;
      const [replica] = start();
      names(11).forEach(name => replica.sees(name, 'failed'));
      await pass(60);
      expect(outside.titles()).toEqual(['11 of your databases are in trouble']);
      expect(outside.published).toHaveLength(11);
    });
  });
});
