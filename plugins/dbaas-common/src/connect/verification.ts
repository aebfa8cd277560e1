import type { Connection } from '../api/database-service';

/** What an application checks of a server that it connects to. */
export type Verification =
  /** Nothing, and nothing is encrypted. */
  | 'none'
  /** Nothing, but all is encrypted. */
  | 'encrypt'
  /** That an authority it trusts has signed the certificate. */
  | 'authority'
  /** That, and that the certificate is for the name of the server. */
  | 'name';

/** What a TLS mode of libpq asks for; without one, as PostgreSQL on a platform usually is. */
export function verificationOf({ sslMode }: Connection): Verification {
  switch (sslMode) {
    case 'disable':
      return 'none';
    case 'verify-ca':
      return 'authority';
    case 'verify-full':
      return 'name';
    default:
      return 'encrypt';
  }
}

/** Whether the authority is in the Secret. Drivers take it from a file. */
export function hasAuthorityFile(connection: Connection): boolean {
  return (
    connection.secretKeys.includes('ca') &&
    ['authority', 'name'].includes(verificationOf(connection))
  );
}

/** The variable that names the file with the authority (libpq). */
export const AUTHORITY_FILE = 'PGSSLROOTCERT';

/** What to do where the authority is one that every system knows (libpq 16 and later). */
export const PUBLIC_AUTHORITY =
  '# If the key ca is empty, the authority is a public one: write system in place of the file.';
