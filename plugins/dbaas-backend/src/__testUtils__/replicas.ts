import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
  createServiceFactory,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import {
  eventsServiceFactory,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import {
  DATABASE_SERVICE_EVENT_TOPIC,
  databaseServiceEventSchema,
} from '@backstage-dbaas/plugin-dbaas-node';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { setTimeout } from 'node:timers/promises';
import {
  startTestClusters,
  stopTestClusters,
  type TestClusters,
} from './test-clusters';
import { startWatchingBackend, type TestPlatform } from './test-platform';

/** One whole backend of several. */
export interface Replica extends Pick<TestPlatform, 'server'> {
  name: string;
  /** Its own connections to the database that all share. */
  knex: Knex;
  stop(): Promise<void>;
}

/** Something that has left a replica for people or other plugins. */
export interface Sent {
  by: string;
  what: string;
}

/** Whole backends with one database, which watch the same clusters. */
export class Replicas {
  readonly notifications: Sent[] = [];
  readonly events: Sent[] = [];
  /** Does something while a replica sends a notification, before it is out. */
  whileSending: (by: string) => Promise<void> = async () => undefined;
  #replicas: Replica[] = [];

  private constructor(
    readonly clusters: TestClusters,
    private readonly config: JsonObject,
  ) {}

  /** With no replica yet, and nothing in the clusters. */
  static async start(config: JsonObject): Promise<Replicas> {
    return new Replicas(await startTestClusters(), config);
  }

  async add(name: string): Promise<Replica> {
    let knex: Knex | undefined;
    const backend = await startWatchingBackend({
      clusters: this.clusters,
      config: this.config,
      features: [
        eventsServiceFactory,
        this.#notifications(name),
        this.#listener(name),
        databaseProbe(client => {
          knex = client;
        }),
      ],
    });
    if (!knex) throw new Error(`Replica ${name} has no database`);
    const replica = { ...backend, name, knex };
    this.#replicas.push(replica);
    return replica;
  }

  async remove(replica: Replica): Promise<void> {
    this.#replicas = this.#replicas.filter(one => one !== replica);
    await replica.stop();
  }

  /** Stops all. What they were about to do is done or given up then. */
  async stop(): Promise<void> {
    for (const replica of this.#replicas) await this.remove(replica);
    await stopTestClusters(this.clusters);
  }

  #notifications(by: string): BackendFeature {
    return createServiceFactory({
      service: notificationService,
      deps: {},
      factory: () => ({
        send: async ({ payload }) => {
          await this.whileSending(by);
          this.notifications.push({ by, what: payload.title });
        },
      }),
    });
  }

  #listener(by: string): BackendFeature {
    return createBackendPlugin({
      pluginId: 'listener',
      register: env =>
        env.registerInit({
          deps: { events: eventsServiceRef },
          init: ({ events }) =>
            events.subscribe({
              id: 'listener',
              topics: [DATABASE_SERVICE_EVENT_TOPIC],
              onEvent: async ({ eventPayload }) => {
                const { topic } =
                  databaseServiceEventSchema.parse(eventPayload);
                this.events.push({ by, what: topic });
              },
            }),
        }),
    });
  }
}

function databaseProbe(take: (knex: Knex) => void): BackendFeature {
  return createBackendModule({
    pluginId: 'dbaas',
    moduleId: 'database-probe',
    register: env =>
      env.registerInit({
        deps: { database: coreServices.database },
        init: async ({ database }) => take(await database.getClient()),
      }),
  });
}

/** From now on the database is far away. */
export function slowDown({ client }: Knex, ms: number): void {
  const { acquireConnection } = client;
  client.acquireConnection = async () => {
    await setTimeout(ms);
    return acquireConnection.call(client);
  };
}
