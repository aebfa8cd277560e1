import type { Connection } from '../api/database-service';
import { serializeManifest } from '../request/manifest';
import { secretVariables } from './environment';
import { shellQuote } from './shell-quote';
import {
  AUTHORITY_FILE,
  hasAuthorityFile,
  PUBLIC_AUTHORITY,
} from './verification';

/** `env` of a container, from the delivered Secret, with the file that it may need. */
export function kubernetesEnv(connection: Connection): string {
  const { secretName } = connection;
  const env = secretVariables(connection).map(({ name, key }) => ({
    name,
    valueFrom: { secretKeyRef: { name: secretName, key } },
  }));
  if (!hasAuthorityFile(connection)) return serializeManifest({ env });
  const mountPath = `/etc/${secretName}`;
  return [
    '# env and volumeMounts are fields of the container, volumes is one of the pod.',
    PUBLIC_AUTHORITY,
    serializeManifest({
      env: [...env, { name: AUTHORITY_FILE, value: `${mountPath}/ca.pem` }],
      volumeMounts: [{ name: secretName, mountPath, readOnly: true }],
      volumes: [
        {
          name: secretName,
          secret: { secretName, items: [{ key: 'ca', path: 'ca.pem' }] },
        },
      ],
    }),
  ].join('\n');
}

const authorityFileOf = ({ secretName }: Connection) => `${secretName}-ca.pem`;

/** Writes the authority into a file beside the one who calls it. */
function writeAuthority(connection: Connection): string[] {
  return hasAuthorityFile(connection)
    ? [
        PUBLIC_AUTHORITY,
        `${readSecretKey(connection, 'ca')} > ${authorityFileOf(connection)}`,
      ]
    : [];
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
  return [
    ...secretVariables(connection).map(
      ({ name, key }) =>
        `export ${name}="$(${readSecretKey(connection, key)})"`,
    ),
    ...writeAuthority(connection),
    ...(hasAuthorityFile(connection)
      ? [`export ${AUTHORITY_FILE}="$PWD/${authorityFileOf(connection)}"`]
      : []),
  ].join('\n');
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
    hasAuthorityFile(connection) &&
      `sslrootcert=${conninfoValue(authorityFileOf(connection))}`,
  ].filter(Boolean);
  const command = `psql ${shellQuote(parameters.join(' '))}`;
  const login = connection.secretKeys.includes('password')
    ? `PGPASSWORD="$(${readSecretKey(connection, 'password')})" \\\n  `
    : '';
  return [...writeAuthority(connection), login + command].join('\n');
}

/** A value of a libpq connection string. */
function conninfoValue(value: string): string {
  return /^[\w.-]+$/.test(value)
    ? value
    : `'${value.replace(/[\\']/g, '\\$&')}'`;
}
