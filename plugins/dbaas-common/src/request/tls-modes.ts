/**
 * How a client of PostgreSQL asks for TLS, from nothing to everything (libpq `sslmode`).
 *
 * @public
 */
export const TLS_MODES = [
  'disable',
  'require',
  'verify-ca',
  'verify-full',
] as const;

/** @public */
export type TlsMode = (typeof TLS_MODES)[number];
