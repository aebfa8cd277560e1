import { CONNECTION_KEYS } from '@backstage-dbaas/plugin-dbaas-common';
import { Client } from 'pg';
import type { ConnectionOptions } from 'node:tls';
import { z } from 'zod';
import type { Address } from './reach';

const PATIENCE_MS = 15_000;

/** The keys of a delivered Secret, as the contract names them. */
const credentialsSchema = z.object({
  host: z.string().min(1),
  port: z.coerce.number().int().positive(),
  database: z.string().min(1),
  username: z.string().min(1),
  password: z.string().min(1),
  sslmode: z.string().min(1),
  uri: z.string().startsWith('postgresql://'),
  ca: z.string().optional(),
});
export type Credentials = z.infer<typeof credentialsSchema>;

/** Reads a delivered Secret; a key that is missing is an error that names it. */
export function readCredentials(
  values: Readonly<Record<string, string>>,
): Credentials {
  const missing = CONNECTION_KEYS.filter(key => !(key in values));
  if (missing.length > 0) {
    throw new Error(
      `The Secret has no key ${missing.join(', ')}. It has: ${Object.keys(
        values,
      ).join(', ')}.`,
    );
  }
  return credentialsSchema.parse(values);
}

/** Logs in as an application does, at the address by which this machine reaches the server. */
export async function logIn(
  credentials: Credentials,
  address: Address,
): Promise<Client> {
  const { database, username, password } = credentials;
  const client = new Client({
    ...address,
    database,
    user: username,
    password,
    ssl: tlsOf(credentials),
    connectionTimeoutMillis: PATIENCE_MS,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Through a tunnel the name of the server differs, so only the chain is checked. */
function tlsOf({ sslmode, ca }: Credentials): ConnectionOptions | false {
  if (sslmode === 'disable') return false;
  if (sslmode.startsWith('verify'))
    return { ca: ca || undefined, checkServerIdentity: () => undefined };
  return { rejectUnauthorized: false };
}
