import { Client, DatabaseError, type ClientConfig } from 'pg';
import { inTransaction, openClient } from '../../../postgres/session';
import { explaining } from '../explaining';

const INVALID_CATALOG_NAME = '3D000';

/**
 * SQL in one database, over one connection that is opened when it is needed. Each
 * call says in its error what it was for.
 */
export class Session {
  #client: Client | undefined;

  constructor(private readonly config: ClientConfig) {}

  /** The rows of a query. */
  async rows<Row extends object>(
    attempt: string,
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    const { rows } = await this.#run(attempt, client =>
      client.query<Row>(text, values),
    );
    return rows;
  }

  /** Like `rows`, but a database that does not exist holds no rows. */
  async rowsIfDatabaseExists<Row extends object>(
    attempt: string,
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    try {
      return await this.rows<Row>(attempt, text, values);
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (cause instanceof DatabaseError && cause.code === INVALID_CATALOG_NAME)
        return [];
      throw error;
    }
  }

  async execute(attempt: string, statement: string): Promise<void> {
    await this.#run(attempt, client => client.query(statement));
  }

  /** All of the statements or none. */
  async executeTogether(
    attempt: string,
    statements: readonly string[],
  ): Promise<void> {
    await this.#run(attempt, client =>
      inTransaction(client, async () => {
        for (const statement of statements) await client.query(statement);
      }),
    );
  }

  /** An open connection would keep the database from being dropped. */
  async close(): Promise<void> {
    await this.#client?.end();
    this.#client = undefined;
  }

  #run<T>(attempt: string, work: (client: Client) => Promise<T>): Promise<T> {
    return explaining(attempt, async () => {
      this.#client ??= await openClient(this.config);
      return work(this.#client);
    });
  }
}
