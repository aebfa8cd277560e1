import type { ConnectionOptions } from 'node:tls';
import type { ClientConfig } from 'pg';

/** A database as a URL of Atlas names it. */
export interface NamedDatabase {
  config: ClientConfig;
  /** The schema that the URL is bound to by `search_path`, if it is. */
  schema: string | undefined;
}

/** Reads a URL such as `postgres://user:password@host:5432/name?sslmode=require&search_path=public`. */
export function parseDatabaseUrl(text: string): NamedDatabase {
  if (!URL.canParse(text))
    throw new Error('the URL of the database cannot be read');
  const url = new URL(text);
  if (!['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new Error(
      `the sandbox knows PostgreSQL only, not "${url.protocol.slice(0, -1)}"`,
    );
  }
  const schema = url.searchParams.get('search_path') ?? undefined;
  return {
    schema,
    config: {
      host: decodeURIComponent(url.hostname),
      port: url.port === '' ? 5432 : Number(url.port),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)),
      ssl: sslOptions(url.searchParams.get('sslmode')),
      ...(schema !== undefined && {
        options: `-c search_path=${schema.replace(/[ \\]/g, '\\$&')}`,
      }),
    },
  };
}

function sslOptions(mode: string | null): ConnectionOptions | false {
  switch (mode) {
    case 'disable':
      return false;
    case 'verify-ca':
      return { rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case 'verify-full':
      return { rejectUnauthorized: true };
    default:
      return { rejectUnauthorized: false };
  }
}
