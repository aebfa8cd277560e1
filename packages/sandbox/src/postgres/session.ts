import { Client, type ClientConfig } from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;

/** Connects, lets `work` use the connection, and closes it whatever happens. */
export async function withSession<T>(
  config: ClientConfig,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...config,
  });
  // A connection that breaks also fails the query in flight; nobody else must hear of it.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs `work` in a transaction that is undone when it fails. */
export async function inTransaction<T>(
  client: Client,
  work: () => Promise<T>,
): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
