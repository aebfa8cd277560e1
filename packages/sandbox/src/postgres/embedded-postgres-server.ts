import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, DatabaseError } from 'pg';
import type { PostgresBinaries } from './binaries';
import {
  checkSettings,
  copyTemplate,
  issueOwnTls,
  majorOf,
  renderSettings,
  replaceFile,
  setSuperuserPassword,
} from './data-directory';
import type {
  PostgresServerSpec,
  RunningPostgresServer,
} from './postgres-servers';
import { startServerProcess, type ServerProcess } from './server-process';
import type { ServersHome } from './servers-home';

const HOST = '127.0.0.1';
const SETTINGS_FILE = 'postgresql.conf';
const INVALID_PASSWORD = '28P01';

interface Started {
  info: RunningPostgresServer;
  process: ServerProcess;
  superuserPassword: string;
}

/** One database server: its data directory and, while it runs, its process. Calls must not overlap. */
export class EmbeddedPostgresServer {
  #started: Started | undefined;
  /** Settings with which the server did not start, so that they are not tried again and again. */
  #refused: { settings: string; error: unknown } | undefined;

  constructor(
    readonly id: string,
    private readonly home: ServersHome,
    private readonly onUnexpectedExit: () => void,
  ) {}

  get info(): RunningPostgresServer | undefined {
    return this.#started?.info;
  }

  get logFile(): string {
    return join(this.home.serverDirectory(this.id), 'server.log');
  }

  /** Makes, starts, changes or leaves the server, whatever the spec needs. */
  async ensure(spec: PostgresServerSpec): Promise<RunningPostgresServer> {
    const binaries = await this.home.prepare(spec.major);
    const isNew = await this.#ensureData(spec, binaries);
    const settings = renderSettings(spec.settings ?? {});
    if (!isNew) await this.#checkSettings(settings, binaries);
    const written = await this.#write(SETTINGS_FILE, settings);
    const tlsChanged = await this.#writeTls(spec, isNew);
    if (written.changed || tlsChanged || !this.#runsAs(spec)) await this.stop();
    if (this.info) return this.info;
    try {
      return await this.#start(spec, binaries, isNew);
    } catch (error) {
      if (written.changed && written.before !== undefined) {
        // A value that the server refuses must not cost a database that worked.
        this.#refused = { settings, error };
        await this.#write(SETTINGS_FILE, written.before);
        await this.#start(spec, binaries, isNew);
      }
      throw error;
    }
  }

  async stop(): Promise<void> {
    const started = this.#started;
    this.#started = undefined;
    await started?.process.stop();
  }

  /** @returns false when there was nothing to remove */
  async remove(): Promise<boolean> {
    await this.stop();
    if (!existsSync(this.home.serverDirectory(this.id))) return false;
    await this.home.deleteServer(this.id);
    return true;
  }

  get #dataDirectory(): string {
    return join(this.home.serverDirectory(this.id), 'data');
  }

  /** @returns true when the data directory was made just now */
  async #ensureData(
    spec: PostgresServerSpec,
    binaries: PostgresBinaries,
  ): Promise<boolean> {
    const major = await majorOf(this.#dataDirectory);
    if (major === undefined) {
      await copyTemplate(this.home.template(binaries), this.#dataDirectory);
      return true;
    }
    if (major !== spec.major) {
      throw new Error(
        `its data was written by PostgreSQL ${major} and cannot be read by ${spec.major}. ` +
          `Ask for ${major} again, or for a new server and copy the data.`,
      );
    }
    return false;
  }

  /** Refuses wrong values while the server still runs with the former ones. */
  async #checkSettings(
    settings: string,
    binaries: PostgresBinaries,
  ): Promise<void> {
    if (this.#refused?.settings === settings) throw this.#refused.error;
    const draft = `${SETTINGS_FILE}.draft`;
    const { changed } = await this.#write(draft, settings);
    if (!changed) return;
    try {
      await checkSettings(this.#dataDirectory, draft, binaries, this.home.user);
    } catch (error) {
      this.#refused = { settings, error };
      throw error;
    }
  }

  #runsAs(spec: PostgresServerSpec): boolean {
    return (
      this.#started?.superuserPassword === spec.superuserPassword &&
      (spec.port === undefined || spec.port === this.info?.port)
    );
  }

  #write(name: string, text: string) {
    return replaceFile(this.#dataDirectory, name, text, this.home.user);
  }

  async #writeTls(spec: PostgresServerSpec, isNew: boolean): Promise<boolean> {
    const missing =
      isNew || !existsSync(join(this.#dataDirectory, 'server.crt'));
    const tls = spec.tls ?? (missing ? await issueOwnTls(this.id) : undefined);
    if (!tls) return false;
    const writes = [
      await this.#write('ca.crt', tls.caCertificate),
      await this.#write('server.key', tls.privateKey),
      // Last, since its presence tells that the others are there.
      await this.#write('server.crt', tls.certificate),
    ];
    return writes.some(({ changed }) => changed);
  }

  async #start(
    spec: PostgresServerSpec,
    binaries: PostgresBinaries,
    isNew: boolean,
  ): Promise<RunningPostgresServer> {
    if (isNew) await this.#setPassword(spec, binaries);
    const info = await this.#startProcess(spec, binaries);
    if (await acceptsPassword(info, spec.superuserPassword)) return info;
    await this.stop();
    await this.#setPassword(spec, binaries);
    return this.#startProcess(spec, binaries);
  }

  #setPassword(
    spec: PostgresServerSpec,
    binaries: PostgresBinaries,
  ): Promise<void> {
    return setSuperuserPassword(
      this.#dataDirectory,
      spec.superuserPassword,
      binaries,
      this.home.user,
    );
  }

  async #startProcess(
    spec: PostgresServerSpec,
    binaries: PostgresBinaries,
  ): Promise<RunningPostgresServer> {
    const { id, superuserPassword } = spec;
    const port = await this.home.ports.take(id, spec.port);
    const process = await startServerProcess({
      program: binaries.postgres,
      dataDirectory: this.#dataDirectory,
      logFile: this.logFile,
      user: this.home.user,
      port,
    });
    const info = {
      id,
      host: HOST,
      port,
      version: binaries.version,
      processId: process.processId,
      startedAt: `${new Date().toISOString().slice(0, 19)}Z`,
      caCertificate: await readFile(
        join(this.#dataDirectory, 'ca.crt'),
        'utf8',
      ),
    };
    this.#started = { info, process, superuserPassword };
    void process.ended.then(() => {
      if (this.#started?.process !== process) return;
      this.#started = undefined;
      this.onUnexpectedExit();
    });
    return info;
  }
}

async function acceptsPassword(
  server: RunningPostgresServer,
  password: string,
): Promise<boolean> {
  const client = new Client({
    host: server.host,
    port: server.port,
    user: 'postgres',
    database: 'postgres',
    password,
    ssl: { ca: server.caCertificate },
  });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === INVALID_PASSWORD)
      return false;
    throw error;
  } finally {
    await client.end();
  }
}
