import type { Client } from 'pg';
import { z } from 'zod';
import { stateTable, withConnection } from './postgresql-component';

const rowsSchema = z.array(z.object({ value: z.unknown() }));

/** One item of a save request of the state API (v1.0). */
export const stateItemsSchema = z.array(
  z.object({ key: z.string().min(1), value: z.unknown() }),
);

/**
 * A state store in PostgreSQL as an application sees it through its sidecar: keys are
 * prefixed with the id of the application (components-contrib state/postgresql v2).
 */
export class StateStore {
  constructor(
    private readonly options: {
      version: string;
      metadata: ReadonlyMap<string, string>;
      appId: string;
    },
  ) {}

  async save(items: z.infer<typeof stateItemsSchema>): Promise<void> {
    await this.#query(async (client, table) => {
      for (const { key, value } of items) {
        await client.query(
          `INSERT INTO ${table} (key, value) VALUES ($1, $2)
           ON CONFLICT (key) DO UPDATE SET value = $2, updatedate = now()`,
          [this.#key(key), JSON.stringify(value)],
        );
      }
    });
  }

  /** The value as it was saved; undefined when there is none. */
  async get(key: string): Promise<unknown> {
    return this.#query(async (client, table) => {
      const { rows } = await client.query(
        `SELECT value FROM ${table} WHERE key = $1`,
        [this.#key(key)],
      );
      return rowsSchema.parse(rows).at(0)?.value;
    });
  }

  async delete(key: string): Promise<void> {
    await this.#query((client, table) =>
      client.query(`DELETE FROM ${table} WHERE key = $1`, [this.#key(key)]),
    );
  }

  #key(key: string): string {
    return `${this.options.appId}||${key}`;
  }

  #query<T>(work: (client: Client, table: string) => Promise<T>): Promise<T> {
    const { version, metadata } = this.options;
    return withConnection(metadata, client =>
      work(client, stateTable(version, metadata)),
    );
  }
}
