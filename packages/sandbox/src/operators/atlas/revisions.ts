import { escapeIdentifier, type Client } from 'pg';
import type { MigrationFile } from './migration-directory';
import type { MigrationState } from './migration-plan';

export const REVISIONS_NAME = 'atlas_schema_revisions';
const OPERATOR_VERSION = 'Atlas Operator (sandbox)';
/** Values of the column `type`: how a revision came about. */
const REVISION_TYPE = { baseline: 1, execute: 2 } as const;

/** The table in which Atlas writes down what it did to a database. */
export class Revisions {
  readonly #table: string;

  constructor(
    private readonly client: Client,
    private readonly schema: string,
  ) {
    this.#table = `${escapeIdentifier(schema)}.${escapeIdentifier(
      REVISIONS_NAME,
    )}`;
  }

  async state(): Promise<MigrationState> {
    const { rows: found } = await this.client.query(
      'SELECT to_regclass($1) AS oid',
      [this.#table],
    );
    if (found[0].oid === null) return { applied: [] };
    const { rows } = await this.client.query<{
      version: string;
      executedAt: Date;
    }>(
      `SELECT version, executed_at AS "executedAt" FROM ${
        this.#table
      } ORDER BY version`,
    );
    return { applied: rows };
  }

  async ensureTable(): Promise<void> {
    await this.client.query(
      `CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(this.schema)}`,
    );
    await this.client.query(`CREATE TABLE IF NOT EXISTS ${this.#table} (
      version character varying NOT NULL PRIMARY KEY,
      description character varying NOT NULL,
      type bigint NOT NULL DEFAULT 2,
      applied bigint NOT NULL DEFAULT 0,
      total bigint NOT NULL DEFAULT 0,
      executed_at timestamptz NOT NULL,
      execution_time bigint NOT NULL,
      error text,
      error_stmt text,
      hash character varying NOT NULL,
      partial_hashes jsonb,
      operator_version character varying NOT NULL
    )`);
  }

  async add(
    file: MigrationFile,
    type: keyof typeof REVISION_TYPE,
    nanoseconds: bigint,
  ): Promise<void> {
    await this.client.query(
      `INSERT INTO ${this.#table}
         (version, description, type, applied, total, executed_at, execution_time, hash, operator_version)
       VALUES ($1, $2, $3, 1, 1, now(), $4, $5, $6)`,
      [
        file.version,
        file.description,
        REVISION_TYPE[type],
        nanoseconds.toString(),
        file.hash,
        OPERATOR_VERSION,
      ],
    );
  }

  async removeAfter(version: string): Promise<void> {
    await this.client.query(`DELETE FROM ${this.#table} WHERE version > $1`, [
      version,
    ]);
  }
}
