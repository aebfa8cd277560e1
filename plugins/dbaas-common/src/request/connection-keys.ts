/**
 * Keys of every connection Secret that the platform delivers, whatever the
 * placement. Applications and Dapr Components refer to them by these names.
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
  'uri',
] as const;

/** @public */
export type ConnectionKey = (typeof CONNECTION_KEYS)[number];
