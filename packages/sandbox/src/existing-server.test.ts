import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import { parse } from 'yaml';
import { z } from 'zod';
import { EXISTING_SERVER } from './existing-server';
import { silentLog } from './log';
import { conditionsOf } from './operators/conditions';
import { secretTexts } from './operators/kubernetes-secret';
import { REPOSITORY_ROOT } from './package-root';
import { sandboxPorts } from './ports';
import { stopLeftoverServers } from './postgres/embedded-postgres-servers';
import { withSession } from './postgres/session';
import { startSandbox, type RunningSandbox } from './sandbox';

jest.setTimeout(240_000);

const PATIENCE_MS = 90_000;
const LOOK_EVERY_MS = 200;
const EXAMPLE = join(
  REPOSITORY_ROOT,
  'examples',
  'existing-server',
  'reports-db.yaml',
);
const CLAIM = {
  apiVersion: 'dbaas.dev/v1alpha1',
  kind: 'ManagedDatabase',
  metadata: { name: 'reports-db', namespace: 'team-orders' },
};
const DELIVERED = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'reports-db', namespace: 'orders' },
};

const statusSchema = z.object({ status: z.object({ secretName: z.string() }) });

/**
 * The whole platform on a server that was there before: real PostgreSQL, the real
 * composition function, and an administrator who is no superuser.
 */
describe('a claim in an existing server', () => {
  let directory: string;
  let sandbox: RunningSandbox;
  let platform: KubernetesObjectApi;
  let apps: KubernetesObjectApi;
  let administrator: ClientConfig;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dbaas-existing-'));
    // Everybody may enter: the servers may run as another user than the test.
    await chmod(directory, 0o755);
    sandbox = await startSandbox({
      stateDirectory: directory,
      ports: sandboxPorts(await freePort()),
      log: silentLog,
      withExistingServer: true,
    });
    platform = clientOf('platform');
    apps = clientOf('apps');
    await apps
      .create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: DELIVERED.metadata.namespace },
      })
      .catch(ignoreConflict);
    administrator = loginOf(
      await secretOf(platform, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { ...EXISTING_SERVER.secret },
      }),
    );
    await withSession(administrator, async client => {
      await client.query('CREATE ROLE legacy LOGIN');
      await client.query('CREATE DATABASE legacy');
    });
    await withSession({ ...administrator, database: 'legacy' }, client =>
      client.query(`CREATE TABLE kept AS SELECT 'as it was' AS state`),
    );
  });

  afterAll(async () => {
    await sandbox?.stop();
    await stopLeftoverServers(directory);
    await rm(directory, { recursive: true, force: true });
  });

  it('is built, rotated and deleted, and leaves the server as it was', async () => {
    const before = await contentsOf(administrator);
    await platform.create(parse(await readFile(EXAMPLE, 'utf8')));
    await untilReady();

    const first = await secretOf(apps, DELIVERED);
    expect(first).toMatchObject({
      sslmode: 'verify-full',
      ca: expect.stringContaining('BEGIN CERTIFICATE'),
      uri: expect.stringMatching(/^postgresql:.*\?sslmode=require$/),
    });
    await expect(use(first)).resolves.toBe('reports-app');

    await change({
      users: [
        {
          name: 'reports-app',
          passwordRotation: 1,
          access: [{ database: 'reports', level: 'readWrite' }],
        },
      ],
    });
    const second = await eventually('another password', async () => {
      const delivered = await secretOf(apps, DELIVERED);
      return delivered.password === first.password ? undefined : delivered;
    });
    await untilReady();
    await expect(use(second)).resolves.toBe('reports-app');
    await expect(use(first)).rejects.toMatchObject({ code: '28P01' });
    expect(await read(platform, CLAIM)).toMatchObject({
      status: {
        users: [{ name: 'reports-app', ready: true, passwordRotation: 1 }],
      },
    });

    await expect(platform.delete(CLAIM)).rejects.toMatchObject({ code: 409 });
    await change({ deletionProtection: false });
    await eventually('the claim to be deleted', () =>
      platform.delete(CLAIM).then(
        () => true,
        () => undefined,
      ),
    );
    await eventually('the server to be as it was', async () => {
      const now = await contentsOf(administrator);
      return JSON.stringify(now) === JSON.stringify(before) ? true : undefined;
    });
    await eventually('nothing to be left', async () => {
      const left = await platform.list(
        'generators.external-secrets.io/v1alpha1',
        'Password',
        CLAIM.metadata.namespace,
      );
      return left.items.length === 0 ? true : undefined;
    });
    expect(await stateOfLegacy()).toEqual([{ state: 'as it was' }]);
  });

  it('takes over a database and a role that are there already', async () => {
    const adopted = {
      ...CLAIM,
      metadata: { ...CLAIM.metadata, name: 'legacy-db' },
    };
    const claim = {
      ...adopted,
      spec: {
        version: '17',
        placement: 'external',
        external: { secretRef: { name: EXISTING_SERVER.secret.name } },
        databases: [{ name: 'legacy' }],
        users: [
          {
            name: 'legacy',
            access: [{ database: 'legacy', level: 'readWrite' }],
          },
        ],
      },
    };
    await platform.create(claim);
    await untilReady(adopted);

    const { status } = statusSchema.parse(await read(platform, adopted));
    const credentials = await secretOf(platform, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { ...CLAIM.metadata, name: status.secretName },
    });
    const owner = await withSession(loginOf(credentials), async client => {
      const { rows } = await client.query(
        `SELECT current_user AS user, datdba::regrole::text AS owner
         FROM pg_database WHERE datname = current_database()`,
      );
      return rows[0];
    });
    expect(owner).toEqual({ user: 'legacy', owner: '"legacy~owner"' });
    expect(await stateOfLegacy()).toEqual([{ state: 'as it was' }]);
  });

  async function stateOfLegacy(): Promise<unknown[]> {
    return withSession(
      { ...administrator, database: 'legacy' },
      async client => (await client.query('SELECT state FROM kept')).rows,
    );
  }

  function clientOf(context: string): KubernetesObjectApi {
    const config = new KubeConfig();
    config.loadFromFile(sandbox.addresses.kubeconfig);
    config.setCurrentContext(context);
    return KubernetesObjectApi.makeApiClient(config);
  }

  async function change(spec: object): Promise<void> {
    await platform.patch(
      { ...CLAIM, spec },
      undefined,
      undefined,
      undefined,
      undefined,
      PatchStrategy.MergePatch,
    );
  }

  async function untilReady(reference: Reference = CLAIM): Promise<void> {
    await eventually('the claim to be ready', async () => {
      const claim = await read(platform, reference);
      const ready = conditionsOf(claim).filter(
        ({ type, status, observedGeneration }) =>
          ['Ready', 'Synced'].includes(type) &&
          status === 'True' &&
          observedGeneration === claim.metadata.generation,
      );
      return ready.length === 2 ? true : undefined;
    });
  }
});

interface Reference {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string };
}

async function read(
  client: KubernetesObjectApi,
  reference: Reference,
): Promise<KubernetesObject> {
  // The client turns times into dates; as JSON they are texts again.
  const sent = JSON.stringify(await client.read(reference));
  return kubernetesObjectSchema.parse(JSON.parse(sent));
}

async function secretOf(
  client: KubernetesObjectApi,
  reference: Reference,
): Promise<Record<string, string>> {
  return secretTexts(await read(client, reference));
}

/** As an application connects: with the delivered Secret and nothing else. */
function loginOf({
  host,
  port,
  username,
  password,
  database = 'postgres',
  ca,
}: Record<string, string>): ClientConfig {
  return {
    host,
    port: Number(port),
    user: username,
    password,
    database,
    ssl: { ca },
  };
}

/** Writes and reads a row of the table that the schema has made. */
async function use(delivered: Record<string, string>): Promise<string> {
  return withSession(loginOf(delivered), async client => {
    await client.query(`INSERT INTO reports (title) VALUES ('a report')`);
    const { rows } = await client.query(
      'SELECT current_user AS user, count(*) > 0 AS written FROM reports',
    );
    expect(rows[0].written).toBe(true);
    return rows[0].user;
  });
}

/** Databases, roles and memberships of the server. */
async function contentsOf(administrator: ClientConfig): Promise<unknown> {
  return withSession(administrator, async client => {
    const { rows } = await client.query(
      `SELECT 'database ' || datname || ' ' || datacl::text AS what FROM pg_database
       UNION ALL SELECT 'role ' || rolname FROM pg_roles
       UNION ALL SELECT 'member ' || member::regrole || ' of ' || roleid::regrole FROM pg_auth_members
       ORDER BY 1`,
    );
    return rows;
  });
}

async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await delay(LOOK_EVERY_MS);
  }
}

function ignoreConflict(error: { code?: number }): void {
  if (error.code !== 409) throw error;
}

/** The first of a block of ports that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string')
    throw new Error('There is no free port.');
  return address.port;
}
