import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { z } from 'zod';
import { silentLog } from '../log';
import { TestPlatform } from '../operators/test-platform';
import { withSession } from '../postgres/session';
import type { RunningPostgresServer } from '../postgres/postgres-servers';
import { deploySampleApplication, SAMPLE_IMAGES } from './sample-application';
import { Workloads } from './workloads';

const PASSWORDS = {
  superuser: 'of-the-superuser',
  first: 'one',
  second: 'two',
};
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'orders',
  name: 'orders-api',
};

const statusSchema = z.object({ readyReplicas: z.number().default(0) });
const readyReplicas = ({ status }: KubernetesObject) =>
  statusSchema.catch({ readyReplicas: 0 }).parse(status).readyReplicas;

describe('workloads', () => {
  let platform: TestPlatform;
  let server: RunningPostgresServer;
  let workloads: Workloads;

  beforeAll(async () => {
    platform = await TestPlatform.open([]);
    server = await platform.postgres.ensure({
      id: 'db',
      major: '17',
      superuserPassword: PASSWORDS.superuser,
    });
    await asSuperuser(async client => {
      await client.query(
        `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer text NOT NULL)`,
      );
      await client.query(
        `CREATE ROLE orders_app LOGIN PASSWORD '${PASSWORDS.first}'`,
      );
      await client.query('GRANT SELECT, INSERT ON orders TO orders_app');
    });
    await platform.client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'orders' },
    });
    workloads = new Workloads({
      client: platform.client,
      images: SAMPLE_IMAGES,
      stateDirectory: join(platform.directory, 'state'),
      daprPort: 1,
      log: silentLog,
    });
    await deploySampleApplication(platform.client);
  }, 60_000);

  afterAll(async () => {
    await workloads.stop();
    await platform.close();
  });

  const asSuperuser = (work: (client: Client) => Promise<void>) =>
    withSession(
      {
        host: '127.0.0.1',
        port: server.port,
        user: 'postgres',
        password: PASSWORDS.superuser,
        ssl: { rejectUnauthorized: false },
      },
      work,
    );
  const deliver = (password: string) =>
    platform.client.apply(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'orders-db', namespace: 'orders' },
        stringData: {
          host: '127.0.0.1',
          port: String(server.port),
          database: 'postgres',
          username: 'orders_app',
          password,
          sslmode: 'require',
          ca: '',
        },
      },
      { fieldManager: 'test', force: true },
    );
  const pods = async () =>
    platform.client.list({ apiVersion: 'v1', kind: 'Pod' });
  const order = async (customer: string): Promise<number> => {
    const response = await fetch(
      `${workloads.urlOf('orders', 'orders-api')}/orders`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ customer }),
      },
    );
    return response.status;
  };

  it('wait for a Secret that is not there yet', async () => {
    await platform.until(DEPLOYMENT, ({ status }) => status !== undefined);
    const [pod] = (await pods()).filter(
      ({ metadata }) =>
        metadata.labels?.['app.kubernetes.io/name'] === 'orders-api',
    );
    expect(pod.status).toMatchObject({
      phase: 'Pending',
      containerStatuses: [
        { state: { waiting: { reason: 'ContainerCreating' } } },
      ],
    });
  });

  it('run with the Secret as files, and are ready when the database is', async () => {
    await deliver(PASSWORDS.first);
    await platform.until(DEPLOYMENT, object => readyReplicas(object) === 1);
    expect(await order('Ada')).toBe(201);
  });

  it('use a new password without a restart', async () => {
    await asSuperuser(async client => {
      await client.query(
        `ALTER ROLE orders_app PASSWORD '${PASSWORDS.second}'`,
      );
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'orders_app'`,
      );
    });
    await platform.until(DEPLOYMENT, object => readyReplicas(object) === 0);
    await deliver(PASSWORDS.second);
    await platform.until(DEPLOYMENT, object => readyReplicas(object) === 1);
    expect(await order('Grace')).toBe(201);
  });

  it('show the sidecar of an application with Dapr', async () => {
    const [pod] = (await pods()).filter(
      ({ metadata }) =>
        metadata.labels?.['dapr.io/sidecar-injected'] === 'true',
    );
    expect(pod).toMatchObject({
      metadata: { annotations: { 'dapr.io/app-id': 'orders-api' } },
      spec: {
        containers: [
          { name: 'orders-api' },
          expect.objectContaining({ name: 'daprd' }),
        ],
      },
    });
  });

  it('end with their Deployment', async () => {
    const url = workloads.urlOf('orders', 'orders-api');
    await platform.client.delete(DEPLOYMENT);
    await platform.untilGone(DEPLOYMENT);
    const deadline = Date.now() + 10_000;
    while (Date.now() < deadline && workloads.urlOf('orders', 'orders-api'))
      await delay(20);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
    const left = (await pods()).map(({ metadata }) => metadata.name);
    expect(left.filter(name => !name.includes('dapr'))).toEqual([]);
  });
});
