import { Client, type ClientConfig } from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;
const DEFAULT_PORT = 5432;
/** A plain or schema-qualified prefix such as `dapr.` or `app_`. */
const TABLE_PREFIX = /^([a-z_][a-z0-9_]*\.)?[a-z0-9_]*$/;

/**
 * Initialises a PostgreSQL component as daprd does: connects, and for a state store
 * makes its table (components-contrib state/postgresql, v1 and v2).
 */
export async function initialisePostgresql(
  type: string,
  version: string,
  metadata: ReadonlyMap<string, string>,
): Promise<void> {
  await withConnection(metadata, async client => {
    if (type === 'state.postgresql')
      await createStateTable(client, version, metadata);
    else await client.query('SELECT 1');
  });
}

/** Does something with a connection of its own to the database of a component. */
export async function withConnection<T>(
  metadata: ReadonlyMap<string, string>,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({
    ...connectionOf(metadata),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Table of a state store; what could not be a name is refused. */
export function stateTable(
  version: string,
  metadata: ReadonlyMap<string, string>,
): string {
  const prefix = metadata.get('tableprefix') ?? '';
  if (!TABLE_PREFIX.test(prefix)) throw new Error('invalid table prefix');
  const table =
    version === 'v2' ? `${prefix}state` : metadata.get('tablename') || 'state';
  if (!TABLE_PREFIX.test(table)) throw new Error('invalid table name');
  return table;
}

function connectionOf(metadata: ReadonlyMap<string, string>): ClientConfig {
  const connectionString = metadata.get('connectionstring');
  const sslmode =
    metadata.get('sslmode') ??
    /sslmode=([a-z-]+)/.exec(connectionString ?? '')?.[1];
  // The sandbox's servers have certificates of their own, so only encryption is asked for.
  const ssl = sslmode === 'disable' ? false : { rejectUnauthorized: false };
  const host = metadata.get('host');
  if (host === undefined) {
    if (!connectionString) throw new Error('missing connection string');
    return {
      connectionString: connectionString.replace(
        /([?&]|\s)sslmode=[a-z-]+/,
        '',
      ),
      ssl,
    };
  }
  return {
    host,
    port: Number(metadata.get('port') ?? DEFAULT_PORT),
    user: metadata.get('user') ?? metadata.get('username'),
    password: metadata.get('password'),
    database: metadata.get('database'),
    ssl,
  };
}

async function createStateTable(
  client: Client,
  version: string,
  metadata: ReadonlyMap<string, string>,
): Promise<void> {
  const table = stateTable(version, metadata);
  const expiry = version === 'v2' ? 'expires_at' : 'expiredate';
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${table} (key text NOT NULL PRIMARY KEY, value jsonb NOT NULL, isbinary boolean NOT NULL DEFAULT false, insertdate timestamptz NOT NULL DEFAULT now(), updatedate timestamptz NULL, ${expiry} timestamptz NULL)`,
  );
}
