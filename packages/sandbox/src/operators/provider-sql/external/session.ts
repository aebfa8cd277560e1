import { DatabaseError, type Client } from 'pg';
import { inTransaction, withSession } from '../../../postgres/session';
import { explaining, type SqlServer } from '../external-resource';

const INVALID_CATALOG_NAME = '3D000';

/** SQL in one database of a server; each call says in its error what it was for. */
export class Session {
  constructor(
    private readonly server: SqlServer,
    private readonly database: string,
  ) {}

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

  async execute(attempt: string, ...statements: string[]): Promise<void> {
    await this.#run(attempt, async client => {
      for (const statement of statements) await client.query(statement);
    });
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

  #run<T>(attempt: string, work: (client: Client) => Promise<T>): Promise<T> {
    return explaining(attempt, () =>
      withSession({ ...this.server.login, database: this.database }, work),
    );
  }
}
