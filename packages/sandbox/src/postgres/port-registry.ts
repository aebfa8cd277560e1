import { createServer } from 'node:net';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../json-file';

const HIGHEST_PORT = 65_535;

/** One port for each server, the same one at every start as far as possible. */
export class PortRegistry {
  readonly #ports: Map<string, number>;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly file: string,
    private readonly firstPort: number,
    ports: Record<string, number>,
  ) {
    this.#ports = new Map(Object.entries(ports));
  }

  static async open(file: string, firstPort: number): Promise<PortRegistry> {
    const ports = await readJsonFile(file, z.record(z.string(), z.number()));
    return new PortRegistry(file, firstPort, ports ?? {});
  }

  /** The port that a server shall listen on now; `required` admits no other. */
  async take(id: string, required?: number): Promise<number> {
    return this.#oneByOne(async () => {
      const known = required ?? this.#ports.get(id);
      const port =
        known !== undefined && (await isFree(known))
          ? known
          : await this.#choose(id, required);
      if (this.#ports.get(id) !== port) await this.#remember(id, port);
      return port;
    });
  }

  async forget(id: string): Promise<void> {
    await this.#oneByOne(async () => {
      if (this.#ports.delete(id)) await this.#save();
    });
  }

  async #choose(id: string, required: number | undefined): Promise<number> {
    if (required !== undefined) {
      throw new Error(
        `Port ${required}, on which the database server ${id} must listen, is used by another program. ` +
          'Stop that program, or move the ports of the sandbox with DBAAS_SANDBOX_PORT.',
      );
    }
    const taken = new Set(this.#ports.values());
    for (let port = this.firstPort; port <= HIGHEST_PORT; port += 1) {
      if (!taken.has(port) && (await isFree(port))) return port;
    }
    throw new Error(
      `No port from ${this.firstPort} on is free for the database server ${id}.`,
    );
  }

  async #remember(id: string, port: number): Promise<void> {
    this.#ports.set(id, port);
    await this.#save();
  }

  async #save(): Promise<void> {
    await writeJsonFile(this.file, Object.fromEntries(this.#ports));
  }

  /** Two servers that choose at once must not choose the same. */
  #oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen({ port, host: '127.0.0.1', exclusive: true }, () =>
        probe.close(() => resolve(true)),
      );
  });
}
