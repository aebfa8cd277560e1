import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { applyObject } from './bootstrap';
import type { ClusterClient } from './kubernetes/cluster-client';
import { secretData } from './operators/kubernetes-secret';
import type {
  PostgresServers,
  RunningPostgresServer,
} from './postgres/postgres-servers';
import { withSession } from './postgres/session';

/** The server that was there before the platform came, and the Secret that tells of it. */
export const EXISTING_SERVER = {
  id: 'existing',
  secret: { namespace: 'team-orders', name: 'existing-postgresql' },
} as const;

/** Known to everybody: they open nothing but the sandbox. */
const SUPERUSER_PASSWORD = 'sandbox';
const ADMINISTRATOR = { username: 'platform', password: 'sandbox-platform' };

/**
 * Starts a PostgreSQL server that no operator knows, for claims with
 * `placement: external`. Its administrator is no superuser, as in most companies and
 * in every cloud.
 */
export async function startExistingServer(
  postgres: PostgresServers,
  platform: ClusterClient,
): Promise<RunningPostgresServer> {
  const server = await postgres.ensure({
    id: EXISTING_SERVER.id,
    major: '17',
    superuserPassword: SUPERUSER_PASSWORD,
  });
  await makeAdministrator(server);
  const { namespace } = EXISTING_SERVER.secret;
  // The GitOps repository has the namespace, too, and may come later.
  await applyObject(platform, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  await applyObject(platform, administratorSecret(server));
  return server;
}

async function makeAdministrator({
  host,
  port,
}: RunningPostgresServer): Promise<void> {
  const { username, password } = ADMINISTRATOR;
  const superuser = {
    host,
    port,
    user: 'postgres',
    password: SUPERUSER_PASSWORD,
    database: 'postgres',
    ssl: { rejectUnauthorized: false },
  };
  await withSession(superuser, async client => {
    const { rowCount } = await client.query(
      'SELECT FROM pg_roles WHERE rolname = $1',
      [username],
    );
    if (rowCount) return;
    await client.query(
      `CREATE ROLE ${escapeIdentifier(
        username,
      )} LOGIN CREATEDB CREATEROLE PASSWORD ${escapeLiteral(password)}`,
    );
  });
}

function administratorSecret({
  host,
  port,
  caCertificate,
}: RunningPostgresServer): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...EXISTING_SERVER.secret },
    type: 'Opaque',
    data: secretData({
      host,
      port: String(port),
      ...ADMINISTRATOR,
      sslmode: 'verify-full',
      ca: caCertificate,
    }),
  };
}
