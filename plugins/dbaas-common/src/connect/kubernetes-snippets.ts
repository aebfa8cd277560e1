import type { Connection } from '../api/database-service';
import { serializeManifest } from '../request/manifest';
import { secretVariables } from './environment';
import { shellQuote } from './shell-quote';

/** `env` of a container, from the delivered Secret. */
export function kubernetesEnv(connection: Connection): string {
  const env = secretVariables(connection).map(({ name, key }) => ({
    name,
    valueFrom: { secretKeyRef: { name: connection.secretName, key } },
  }));
  return serializeManifest({ env });
}

/** Reads one key of the delivered Secret on the command line. */
export function readSecretKey(connection: Connection, key: string): string {
  const { cluster, namespace, secretName } = connection;
  const command = [
    'kubectl',
    '--context',
    cluster,
    '--namespace',
    namespace,
    'get',
    'secret',
    secretName,
    '--output',
    `go-template={{.data.${key} | base64decode}}`,
  ];
  return command.map(shellQuote).join(' ');
}

/** The same variables in a shell, for a developer who may read the Secret. */
export function shellEnv(connection: Connection): string {
  return secretVariables(connection)
    .map(
      ({ name, key }) =>
        `export ${name}="$(${readSecretKey(connection, key)})"`,
    )
    .join('\n');
}

/** psql with everything but the password in plain sight. */
export function psql(connection: Connection): string {
  const { host, port, database, user, sslMode } = connection;
  const parameters = [
    host && `host=${conninfoValue(host)}`,
    port !== undefined && `port=${port}`,
    `dbname=${conninfoValue(database)}`,
    `user=${conninfoValue(user)}`,
    sslMode && `sslmode=${conninfoValue(sslMode)}`,
  ].filter(Boolean);
  const command = `psql ${shellQuote(parameters.join(' '))}`;
  return connection.secretKeys.includes('password')
    ? `PGPASSWORD="$(${readSecretKey(
        connection,
        'password',
      )})" \\\n  ${command}`
    : command;
}

/** A value of a libpq connection string. */
function conninfoValue(value: string): string {
  return /^[\w.-]+$/.test(value)
    ? value
    : `'${value.replace(/[\\']/g, '\\$&')}'`;
}
