import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../../json-file';
import { POSTGRES_MAJORS } from '../../postgres/postgres-servers';

const recordSchema = z.object({
  /** The Cluster that the data belongs to: another one of the same name must not see it. */
  uid: z.string(),
  /** What the operator itself logs in with, when nobody asked for a superuser Secret. */
  superuserPassword: z.string(),
  /** Major version that wrote the data. */
  major: z.enum(POSTGRES_MAJORS),
  /** Whether database and owner were made. Until then the data is worth nothing. */
  bootstrapped: z.boolean(),
});

export type ServerRecord = z.infer<typeof recordSchema>;

/** What the operator remembers of each server besides its data. */
export class ServerRecords {
  private constructor(
    private readonly file: string,
    private readonly records: Map<string, ServerRecord>,
  ) {}

  static async open(file: string): Promise<ServerRecords> {
    await mkdir(dirname(file), { recursive: true });
    const records = await readJsonFile(
      file,
      z.record(z.string(), recordSchema),
    );
    return new ServerRecords(file, new Map(Object.entries(records ?? {})));
  }

  get(id: string): ServerRecord | undefined {
    return this.records.get(id);
  }

  async set(id: string, record: ServerRecord): Promise<void> {
    this.records.set(id, record);
    await this.#save();
  }

  async delete(id: string): Promise<void> {
    if (this.records.delete(id)) await this.#save();
  }

  #last: Promise<void> = Promise.resolve();

  /** One write after the other: the last one holds everything. */
  #save(): Promise<void> {
    const write = () =>
      writeJsonFile(this.file, Object.fromEntries(this.records));
    this.#last = this.#last.then(write, write);
    return this.#last;
  }
}
