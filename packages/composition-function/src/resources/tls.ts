import type { TlsMode } from '@backstage-dbaas/plugin-dbaas-common';

/** How clients of a server ask for TLS. */
export interface Tls {
  mode: TlsMode;
  /** PEM of the authority that signed the certificate; empty for a public one. */
  ca: string;
}

/** Whether a mode looks at the certificate at all. */
export function verifies(mode: TlsMode): boolean {
  return mode === 'verify-ca' || mode === 'verify-full';
}

/**
 * The mode for a client that cannot be given the authority: provider-sql has no field
 * for one (ProviderConfig `spec.sslMode`, 0.16), neither has Atlas Operator (0.7), and
 * a URI could only name a file. Without it a private certificate cannot be verified,
 * so such a client encrypts. libpq verifies nevertheless when it finds the authority in
 * the file that PGSSLROOTCERT names (PostgreSQL 18, "SSL Support").
 */
export function modeWithoutCa({ mode, ca }: Tls): TlsMode {
  return ca !== '' && verifies(mode) ? 'require' : mode;
}
