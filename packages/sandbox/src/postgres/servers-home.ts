import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareBinaries, type PostgresBinaries } from './binaries';
import { createTemplate } from './data-directory';
import { openHomeDirectory } from './home-directory';
import { PortRegistry } from './port-registry';
import type { PostgresMajor } from './postgres-servers';
import { stopLeftover } from './server-process';
import { findServerUser, type ServerUser } from './server-user';

const REMOVED_PREFIX = '.removed-';

/** The place where database servers live on disk, and what they share. */
export class ServersHome {
  readonly #binaries = new Map<PostgresMajor, Promise<PostgresBinaries>>();

  private constructor(
    private readonly directory: string,
    readonly user: ServerUser,
    readonly ports: PortRegistry,
    /** Servers that a killed sandbox had left running; they are stopped now. */
    readonly recovered: string[],
  ) {}

  /** Opens the place, shuts down what runs there unknown to us, and tidies up. */
  static async open(
    stateDirectory: string,
    firstPort: number,
  ): Promise<ServersHome> {
    const user = await findServerUser();
    const directory = await openHomeDirectory(
      join(stateDirectory, 'postgres'),
      user,
      stopAllLeftovers,
    );
    const recovered = await stopAllLeftovers(directory);
    await deleteRemoved(serversOf(directory));
    const ports = await PortRegistry.open(
      join(directory, 'ports.json'),
      firstPort,
    );
    return new ServersHome(directory, user, ports, recovered);
  }

  /** Directory of one server. */
  serverDirectory(id: string): string {
    return join(serversOf(this.directory), id);
  }

  /** Names of the directories of all servers. */
  async serverNames(): Promise<string[]> {
    const names = await directories(serversOf(this.directory));
    return names.filter(name => !name.startsWith(REMOVED_PREFIX)).sort();
  }

  /** Deletes a server's directory. Interrupted, it leaves no half a server behind. */
  async deleteServer(id: string): Promise<void> {
    const servers = serversOf(this.directory);
    const trash = join(servers, `${REMOVED_PREFIX}${id}-${Date.now()}`);
    await rename(this.serverDirectory(id), trash);
    await this.ports.forget(id);
    await rm(trash, { recursive: true, force: true });
  }

  /** The programs of a version, together with a data directory to copy from. */
  async prepare(major: PostgresMajor): Promise<PostgresBinaries> {
    const known = this.#binaries.get(major);
    if (known) return known;
    const prepared = this.#prepare(major);
    this.#binaries.set(major, prepared);
    // What failed may work after the user did something about it.
    prepared.catch(() => this.#binaries.delete(major));
    return prepared;
  }

  template(binaries: PostgresBinaries): string {
    return join(this.directory, 'templates', binaries.version);
  }

  async #prepare(major: PostgresMajor): Promise<PostgresBinaries> {
    const copies = join(this.directory, 'binaries');
    const binaries = await prepareBinaries(major, this.user, copies);
    await createTemplate(this.template(binaries), binaries, this.user);
    return binaries;
  }
}

function serversOf(directory: string): string {
  return join(directory, 'servers');
}

/** @returns ids of the servers that were shut down */
async function stopAllLeftovers(directory: string): Promise<string[]> {
  const servers = serversOf(directory);
  const stopped = await Promise.all(
    (
      await directories(servers)
    ).map(async id =>
      (await stopLeftover(join(servers, id, 'data'))) ? [id] : [],
    ),
  );
  return stopped.flat();
}

async function deleteRemoved(servers: string): Promise<void> {
  const names = await directories(servers);
  await Promise.all(
    names
      .filter(name => name.startsWith(REMOVED_PREFIX))
      .map(name => rm(join(servers, name), { recursive: true, force: true })),
  );
}

async function directories(path: string): Promise<string[]> {
  await mkdir(path, { recursive: true });
  const entries = await readdir(path, { withFileTypes: true });
  return entries.filter(entry => entry.isDirectory()).map(({ name }) => name);
}
