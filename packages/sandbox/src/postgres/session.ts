import { Client, type ClientConfig } from 'pg';

const CONNECT_TIMEOUT_MS = 15_000;

/** Opens a connection, which the caller must end. */
export async function openClient(config: ClientConfig): Promise<Client> {
  const client = new Client({
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...config,
  });
  // A connection that breaks also fails the query in flight; nobody else must hear of it.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    await client.end();
    throw error;
  }
  return client;
}

/** Connects, lets `work` use the connection, and closes it whatever happens. */
export async function withSession<T>(
  config: ClientConfig,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await openClient(config);
  try {
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
