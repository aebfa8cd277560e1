/**
 * Keys of every connection Secret that the platform delivers, whatever the
 * placement. Applications and Dapr Components refer to them by these names. `ca` is the
 * certificate of the authority that signed the server's, as PEM; it is empty where the
 * authority is a public one, or where nothing is verified.
 *
 * @public
 */
export const CONNECTION_KEYS = [
  'host',
  'port',
  'database',
  'username',
  'password',
  'sslmode',
  'ca',
  'uri',
] as const;

/** @public */
export type ConnectionKey = (typeof CONNECTION_KEYS)[number];
