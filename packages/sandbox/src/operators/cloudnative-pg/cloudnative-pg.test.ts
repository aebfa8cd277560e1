import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { setTimeout as delay } from 'node:timers/promises';
import { withSession } from '../../postgres/session';
import { isAlive } from '../../postgres/system-process';
import { conditionsOf } from '../conditions';
import { secretData, secretTexts } from '../kubernetes-secret';
import { TestPlatform } from '../test-platform';
import { startCloudNativePg } from './index';
import { BACKUP, CLUSTER, POD, SECRET, SERVICE } from './kinds';

jest.setTimeout(60_000);

const HEALTHY = 'Cluster in healthy state';
const ID = 'platform.default.orders-db';

let platform: TestPlatform;

beforeEach(async () => {
  platform = await TestPlatform.open(['postgresql.cnpg.io']);
  await platform.start(startCloudNativePg);
});

afterEach(() => platform.close());

describe('a Cluster', () => {
  it('becomes a PostgreSQL server with the database and the owner that initdb names', async () => {
    const phases = watchPhases();
    await platform.client.create(cluster());

    const { status } = await healthy();

    expect(status).toMatchObject({
      instances: 1,
      readyInstances: 1,
      currentPrimary: 'orders-db-1',
      targetPrimary: 'orders-db-1',
      image: 'ghcr.io/cloudnative-pg/postgresql:17',
      certificates: {
        expirations: {
          'orders-db-ca': expect.stringMatching(
            /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC$/,
          ),
        },
      },
    });
    expect(conditionsOf({ status })).toContainEqual(
      expect.objectContaining({
        type: 'Ready',
        status: 'True',
        reason: 'ClusterIsReady',
      }),
    );
    await eventually(async () =>
      expect(phases.seen()).toEqual(['Setting up primary', HEALTHY]),
    );
    const login = await secret('orders-db-app');
    expect(
      await query(login, 'select current_user, current_database()'),
    ).toEqual(['owner', 'orders']);
    expect(await query(login, 'show server_version')).toEqual([
      expect.stringMatching(/^17\./),
    ]);
  });

  it('publishes its credentials under the keys of the original', async () => {
    await platform.client.create(cluster());
    await healthy();

    const app = await secret('orders-db-app');
    expect(Object.keys(app).sort()).toEqual([
      'dbname',
      'fqdn-jdbc-uri',
      'fqdn-uri',
      'host',
      'jdbc-uri',
      'password',
      'pgpass',
      'port',
      'uri',
      'user',
      'username',
    ]);
    expect(app.uri).toBe(
      `postgresql://owner:${app.password}@127.0.0.1:${app.port}/orders`,
    );
    const superuser = await secret('orders-db-superuser');
    expect(superuser).toMatchObject({
      username: 'postgres',
      dbname: '*',
      host: '127.0.0.1',
      port: app.port,
    });
    expect(
      await query(
        { ...superuser, dbname: 'postgres' },
        'select rolsuper from pg_roles where rolname = current_user',
      ),
    ).toEqual([true]);
    expect(Object.keys(await secret('orders-db-ca'))).toEqual([
      'ca.crt',
      'ca.key',
    ]);
  });

  it('keeps the superuser to itself unless it is asked for', async () => {
    await platform.client.create(cluster({ enableSuperuserAccess: false }));
    await healthy();

    expect(
      await platform.client.get({
        ...SECRET,
        namespace: 'default',
        name: 'orders-db-superuser',
      }),
    ).toBeUndefined();
  });

  it('is shown as Pods and Services at the address of the server', async () => {
    await platform.client.create(cluster({ instances: 2 }));
    await healthy();

    const { port } = await secret('orders-db-app');
    const pods = await platform.client.list(POD, {
      namespace: 'default',
      labelSelector: 'cnpg.io/cluster=orders-db',
    });
    expect(
      pods.map(({ metadata }) => [
        metadata.name,
        metadata.labels?.['cnpg.io/instanceRole'],
        metadata.annotations?.['dbaas.dev/sandbox-simulated'],
      ]),
    ).toEqual([
      ['orders-db-1', 'primary', undefined],
      ['orders-db-2', 'replica', 'true'],
    ]);
    expect(pods[0].status).toMatchObject({
      phase: 'Running',
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: 'Ready', status: 'True' }),
      ]),
    });
    for (const name of ['orders-db-rw', 'orders-db-ro', 'orders-db-r']) {
      const service = await platform.client.get({
        ...SERVICE,
        namespace: 'default',
        name,
      });
      expect(service?.spec).toMatchObject({
        clusterIP: '127.0.0.1',
        ports: [{ port: Number(port) }],
      });
    }
  });

  it('comes to rest: nothing is written any more when all is as it should be', async () => {
    await platform.client.create(cluster());
    await healthy();
    const versions = async () =>
      (
        await Promise.all([
          platform.client.list(CLUSTER),
          platform.client.list(SECRET),
          platform.client.list(POD),
          platform.client.list(SERVICE),
        ])
      )
        .flat()
        .map(({ metadata }) => metadata.resourceVersion);
    await delay(300);
    const before = await versions();

    await platform.client.patch(ref(), {
      metadata: { annotations: { touched: 'yes' } },
    });
    await delay(500);

    const changed = (await versions()).filter(
      (version, index) => version !== before[index],
    );
    expect(changed).toHaveLength(1);
  });

  it('runs the statements that follow initdb', async () => {
    await platform.client.create(
      cluster({
        bootstrap: {
          initdb: {
            database: 'orders',
            owner: 'owner',
            postInitSQL: ['create role reporting'],
            postInitApplicationSQL: ['create extension pgcrypto'],
          },
        },
      }),
    );
    await healthy();

    const login = await secret('orders-db-app');
    expect(
      await query(
        login,
        "select count(*)::int from pg_roles where rolname = 'reporting'",
      ),
    ).toEqual([1]);
    expect(
      await query(
        login,
        "select count(*)::int from pg_extension where extname = 'pgcrypto'",
      ),
    ).toEqual([1]);
  });

  it.each([
    ['ghcr.io/cloudnative-pg/postgresql:9.6', /has no PostgreSQL/],
    [
      'ghcr.io/cloudnative-pg/postgresql:12',
      /has no PostgreSQL 12, only 15, 16, 17, 18/,
    ],
    ['ghcr.io/cloudnative-pg/postgresql:latest', /names no PostgreSQL version/],
  ])('of the image %s says what is wrong', async (imageName, message) => {
    await platform.client.create(cluster({ imageName }));

    const { status } = await platform.until(
      ref(),
      object => phaseOf(object) === 'Invalid cluster definition',
    );

    expect(status).toMatchObject({
      phaseReason: expect.stringMatching(message),
    });
    expect(await platform.postgres.ids()).toEqual([]);
  });

  it('follows a changed password of the application', async () => {
    await platform.client.create(cluster());
    await healthy();

    await platform.client.patch(
      { ...SECRET, namespace: 'default', name: 'orders-db-app' },
      { data: secretData({ password: 'new-password' }) },
    );
    const object = await platform.until(
      { ...SECRET, namespace: 'default', name: 'orders-db-app' },
      found => secretTexts(found).uri.includes('new-password'),
    );

    await eventually(async () =>
      expect(await query(secretTexts(object), 'select 1')).toEqual([1]),
    );
  });

  it('takes over changed settings, and goes on with the former when they are wrong', async () => {
    await platform.client.create(
      cluster({ postgresql: { parameters: { max_connections: '33' } } }),
    );
    await healthy();
    const login = await secret('orders-db-app');
    expect(await query(login, 'show max_connections')).toEqual(['33']);

    await platform.client.patch(ref(), {
      spec: { postgresql: { parameters: { max_connections: 'many' } } },
    });
    const { status } = await platform.until(
      ref(),
      object => phaseOf(object) === 'Waiting for user action',
    );

    expect(status).toMatchObject({
      phaseReason: expect.stringContaining(
        'invalid value for parameter "max_connections"',
      ),
    });
    expect(await query(login, 'show max_connections')).toEqual(['33']);
  });

  it('goes on with its major version when another one is asked for', async () => {
    await platform.client.create(cluster());
    await healthy();

    await platform.client.patch(ref(), {
      spec: { imageName: 'ghcr.io/cloudnative-pg/postgresql:18' },
    });
    const { status } = await platform.until(
      ref(),
      object => phaseOf(object) === 'Waiting for user action',
    );

    expect(status).toMatchObject({
      phaseReason: expect.stringContaining(
        'cannot upgrade the data of PostgreSQL 17 to 18',
      ),
      readyInstances: 1,
    });
  });

  it('is stopped by hibernation and wakes up with its data', async () => {
    await platform.client.create(cluster());
    await healthy();
    const login = await secret('orders-db-app');
    await query(login, 'create table t as select 5 as five');

    await platform.client.patch(ref(), {
      metadata: { annotations: { 'cnpg.io/hibernation': 'on' } },
    });
    await platform.until(ref(), object =>
      conditionsOf(object).some(
        ({ type, status }) =>
          type === 'cnpg.io/hibernation' && status === 'True',
      ),
    );
    expect(platform.postgres.find(ID)).toBeUndefined();
    expect(await platform.client.list(POD)).toEqual([]);

    await platform.client.patch(ref(), {
      metadata: { annotations: { 'cnpg.io/hibernation': 'off' } },
    });
    await platform.until(ref(), object =>
      conditionsOf(object).every(({ type }) => type !== 'cnpg.io/hibernation'),
    );
    expect(await query(login, 'select five from t')).toEqual([5]);
  });

  it('is healed when its server dies', async () => {
    await platform.client.create(cluster());
    await healthy();
    const before = platform.postgres.find(ID);
    const phases = watchPhases();

    process.kill(before?.processId ?? 0, 'SIGKILL');

    await eventually(async () =>
      expect(platform.postgres.find(ID)?.processId).not.toBe(before?.processId),
    );
    await healthy();
    expect(phases.seen()).toContain(
      'Waiting for the instances to become active',
    );
  });

  it('goes with everything that belongs to it', async () => {
    await platform.client.create(cluster());
    await healthy();
    const server = platform.postgres.find(ID);

    await platform.client.delete(ref());

    await platform.untilGone(ref());
    await eventually(async () => {
      expect(await platform.postgres.ids()).toEqual([]);
      expect(await platform.client.list(SECRET)).toEqual([]);
      expect(await platform.client.list(POD)).toEqual([]);
      expect(await platform.client.list(SERVICE)).toEqual([]);
    });
    expect(isAlive(server?.processId ?? 0)).toBe(false);
  });

  it('does not see the data of a deleted Cluster of the same name', async () => {
    await platform.client.create(cluster());
    await healthy();
    await query(await secret('orders-db-app'), 'create table t ()');

    await platform.client.delete(ref());
    await platform.client.create(cluster());
    await healthy();

    await eventually(async () => {
      const login = await secret('orders-db-app');
      expect(await query(login, "select to_regclass('t')::text")).toEqual([
        null,
      ]);
    });
  });
});

describe('after a restart of the sandbox', () => {
  it('a Cluster runs again, on its port and with its data', async () => {
    await platform.client.create(cluster());
    await healthy();
    const login = await secret('orders-db-app');
    await query(login, 'create table t as select 8 as eight');

    await platform.restart();
    await platform.start(startCloudNativePg);

    await eventually(async () =>
      expect(await query(login, 'select eight from t')).toEqual([8]),
    );
  });

  it('the server of a Cluster that was deleted meanwhile is removed', async () => {
    await platform.client.create(cluster());
    await healthy();
    await platform.restart();
    await platform.client.delete(ref());

    await platform.start(startCloudNativePg);

    expect(await platform.postgres.ids()).toEqual([]);
  });
});

describe('a Backup', () => {
  it('fails as it does where no backup is configured', async () => {
    await platform.client.create(cluster());
    await healthy();
    await platform.client.create({
      ...BACKUP,
      metadata: { name: 'now', namespace: 'default' },
      spec: { cluster: { name: 'orders-db' } },
    });

    const { status } = await platform.until(
      { ...BACKUP, namespace: 'default', name: 'now' },
      object => object.status !== undefined,
    );

    expect(status).toMatchObject({
      phase: 'failed',
      error:
        'cannot proceed with the backup as the cluster has no backup section',
    });
  });
});

function ref() {
  return { ...CLUSTER, namespace: 'default', name: 'orders-db' };
}

/** As the composition function writes it. */
function cluster(spec: object = {}): KubernetesObject {
  return {
    ...CLUSTER,
    metadata: { name: 'orders-db', namespace: 'default' },
    spec: {
      imageName: 'ghcr.io/cloudnative-pg/postgresql:17',
      instances: 1,
      enableSuperuserAccess: true,
      bootstrap: { initdb: { database: 'orders', owner: 'owner' } },
      storage: { size: '10Gi' },
      ...spec,
    },
  };
}

function phaseOf(object: KubernetesObject): unknown {
  return typeof object.status === 'object' &&
    object.status !== null &&
    'phase' in object.status
    ? object.status.phase
    : undefined;
}

function healthy(): Promise<KubernetesObject> {
  return platform.until(ref(), object => phaseOf(object) === HEALTHY);
}

async function secret(name: string): Promise<Record<string, string>> {
  return secretTexts(
    await platform.until({ ...SECRET, namespace: 'default', name }, () => true),
  );
}

function query(login: Record<string, string>, sql: string): Promise<unknown[]> {
  return withSession(
    {
      host: login.host,
      port: Number(login.port),
      user: login.username,
      password: login.password,
      database: login.dbname,
      ssl: { rejectUnauthorized: false },
    },
    async client => {
      const { rows } = await client.query<unknown[]>({
        text: sql,
        rowMode: 'array',
      });
      return rows[0] ?? [];
    },
  );
}

function watchPhases() {
  const phases: unknown[] = [];
  platform.client.watch(CLUSTER, ({ object }) => {
    const phase = phaseOf(object);
    if (phase !== undefined && phase !== phases.at(-1)) phases.push(phase);
  });
  return { seen: () => phases };
}

async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(50);
    }
  }
}
