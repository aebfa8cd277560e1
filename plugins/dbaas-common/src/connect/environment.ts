import type { Connection } from '../api/database-service';
import type { ConnectionKey } from '../request/connection-keys';

/** One environment variable and the key of the Secret that it is taken from. */
export interface SecretVariable {
  name: string;
  key: string;
}

/**
 * The variables that libpq and most drivers read by themselves (PostgreSQL 18,
 * "Environment Variables"), with the key of the connection Secret for each.
 */
const LIBPQ_VARIABLES: readonly { name: string; key: ConnectionKey }[] = [
  { name: 'PGHOST', key: 'host' },
  { name: 'PGPORT', key: 'port' },
  { name: 'PGDATABASE', key: 'database' },
  { name: 'PGUSER', key: 'username' },
  { name: 'PGPASSWORD', key: 'password' },
  { name: 'PGSSLMODE', key: 'sslmode' },
];

/**
 * Variables for the keys that the Secret really has. Where it has a `ca`, a mode that is
 * not known may ask to verify with it, which libpq does with a file only: without the
 * mode it encrypts.
 */
export function secretVariables({
  secretKeys,
  sslMode,
}: Connection): SecretVariable[] {
  const mayNeedFile = secretKeys.includes('ca') && sslMode === undefined;
  return LIBPQ_VARIABLES.filter(
    ({ key }) =>
      secretKeys.includes(key) && !(mayNeedFile && key === 'sslmode'),
  );
}
