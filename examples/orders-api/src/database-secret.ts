import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PoolConfig } from 'pg';

/**
 * How to connect, from the Secret that the platform delivers, mounted as files.
 *
 * The password is read anew for every connection: Kubernetes replaces the file when
 * the password is rotated, so no restart is needed. Connections that are open stay.
 *
 * @param directory - where the Secret is mounted, with a file per key
 */
export async function poolConfigFrom(directory: string): Promise<PoolConfig> {
  const read = (key: string) => readFile(join(directory, key), 'utf8');
  const [host, port, database, user, sslmode] = await Promise.all(
    ['host', 'port', 'database', 'username', 'sslmode'].map(read),
  );
  return {
    host,
    port: Number(port),
    database,
    user,
    password: () => read('password'),
    ssl: await tlsFor(sslmode, read),
  };
}

/** node-postgres does not know the TLS modes of libpq. */
async function tlsFor(
  sslmode: string,
  read: (key: string) => Promise<string>,
): Promise<PoolConfig['ssl']> {
  switch (sslmode) {
    case 'disable':
      return false;
    case 'verify-ca':
      return { ca: await read('ca'), checkServerIdentity: () => undefined };
    case 'verify-full':
      return { ca: (await read('ca')) || undefined };
    default:
      return { rejectUnauthorized: false };
  }
}
