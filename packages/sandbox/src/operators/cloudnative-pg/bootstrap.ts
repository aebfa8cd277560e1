import { DatabaseError, escapeIdentifier, type ClientConfig } from 'pg';
import { scramVerifier } from '../../postgres/scram';
import { withSession } from '../../postgres/session';
import type { WantedCluster } from './cluster';

const INVALID_PASSWORD = '28P01';

/** Makes owner and database of the application, and runs the statements that follow (`bootstrap.initdb`). */
export async function bootstrap(
  administrator: ClientConfig,
  { application, spec }: WantedCluster,
  password: string,
): Promise<void> {
  const { postInitSQL, postInitApplicationSQL } = spec.bootstrap.initdb;
  const database = escapeIdentifier(application.database);
  const owner = escapeIdentifier(application.owner);
  await withSession(
    { ...administrator, database: 'postgres' },
    async client => {
      await client.query(
        `CREATE ROLE ${owner} LOGIN PASSWORD '${scramVerifier(password)}'`,
      );
      await client.query(`CREATE DATABASE ${database} OWNER ${owner}`);
      for (const statement of postInitSQL) await client.query(statement);
    },
  );
  if (postInitApplicationSQL.length === 0) return;
  await withSession(
    { ...administrator, database: application.database },
    async client => {
      for (const statement of postInitApplicationSQL)
        await client.query(statement);
    },
  );
}

/** Gives the owner the password that its Secret has, if it has another one. */
export async function followPassword(
  administrator: ClientConfig,
  { application }: WantedCluster,
  password: string,
): Promise<void> {
  const login = {
    ...administrator,
    user: application.owner,
    password,
    database: application.database,
  };
  try {
    await withSession(login, async () => {});
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== INVALID_PASSWORD)
      throw error;
    await withSession({ ...administrator, database: 'postgres' }, client =>
      client.query(
        `ALTER ROLE ${escapeIdentifier(
          application.owner,
        )} PASSWORD '${scramVerifier(password)}'`,
      ),
    );
  }
}

/** The number by which PostgreSQL tells clusters apart (`status.systemID`). */
export async function systemId(administrator: ClientConfig): Promise<string> {
  const { rows } = await withSession(
    { ...administrator, database: 'postgres' },
    client =>
      client.query<{ id: string }>(
        'SELECT system_identifier::text AS id FROM pg_control_system()',
      ),
  );
  return rows[0].id;
}
