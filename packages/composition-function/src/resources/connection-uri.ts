import { modeWithoutCa, type Tls } from './tls';

/** What a connection URI is made of. */
export interface ConnectionTarget {
  host: string;
  port: number;
  username: string;
  password: string;
  database: string;
  tls: Tls;
}

/** A libpq connection URI; it holds the password. */
export function postgresqlUri(
  target: ConnectionTarget,
  scheme: 'postgresql' | 'postgres' = 'postgresql',
): string {
  const [username, password, database] = [
    target.username,
    target.password,
    target.database,
  ].map(encodeURIComponent);
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  return `${scheme}://${username}:${password}@${host}:${
    target.port
  }/${database}?sslmode=${modeWithoutCa(target.tls)}`;
}
