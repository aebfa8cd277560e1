import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { installDefinitions } from '../../bootstrap';
import { Cluster } from '../../kubernetes/cluster';
import { InProcessClusterClient } from '../../kubernetes/in-process-cluster-client';
import { silentLog } from '../../log';
import { EmbeddedPostgresServers } from '../../postgres/embedded-postgres-servers';
import type { RunningPostgresServer } from '../../postgres/postgres-servers';
import type { RunningOperator } from '../operator';
import { startDapr } from './index';

const PORT = 28_431;
const PASSWORD = 'a password with spaces';

describe('Dapr', () => {
  let directory: string;
  let postgres: EmbeddedPostgresServers;
  let server: RunningPostgresServer;
  let cluster: Cluster;
  let apps: InProcessClusterClient;
  let operator: RunningOperator;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'dapr-test-'));
    postgres = new EmbeddedPostgresServers({
      stateDirectory: directory,
      firstPort: 28_440,
      log: silentLog,
    });
    server = await postgres.ensure({
      id: 'db',
      major: '17',
      superuserPassword: PASSWORD,
    });
    cluster = await Cluster.open({
      name: 'apps',
      directory: join(directory, 'apps'),
      log: silentLog,
    });
    apps = new InProcessClusterClient(cluster, 'test');
    await installDefinitions(apps, ['dapr.io']);
    await apps.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'orders' },
    });
    operator = await startDapr({
      platform: apps,
      apps,
      clusterAt: () => undefined,
      postgres,
      log: silentLog,
      stateDirectory: directory,
      functionAddress: '',
      daprPort: PORT,
    });
  }, 60_000);

  afterAll(async () => {
    await operator.stop();
    await cluster.close();
    await postgres.stopAll();
    rmSync(directory, { recursive: true });
  });

  const component = (
    name: string,
    secretName: string,
    scopes: string[],
  ): KubernetesObject => ({
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'orders' },
    scopes,
    spec: {
      type: 'state.postgresql',
      version: 'v2',
      metadata: [
        { name: 'host', value: '127.0.0.1' },
        { name: 'port', value: String(server.port) },
        { name: 'user', value: 'postgres' },
        { name: 'database', value: 'postgres' },
        {
          name: 'password',
          secretKeyRef: { name: secretName, key: 'password' },
        },
      ],
    },
  });
  const password = (name: string, value: string) =>
    apps.apply(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: 'orders' },
        stringData: { password: value },
      },
      { fieldManager: 'test', force: true },
    );
  const ask = async (app: string, endpoint: string) => {
    const response = await fetch(
      `http://127.0.0.1:${PORT}/orders/${app}/v1.0/${endpoint}`,
    );
    const text = await response.text();
    return { status: response.status, body: text };
  };
  const componentsOf = async (app: string): Promise<string[]> => {
    const { status, body } = await ask(app, 'metadata');
    return status === 200
      ? JSON.parse(body).components.map(({ name }: { name: string }) => name)
      : [`status ${status}`];
  };

  it('loads a component for the applications in its scopes only, and makes its table', async () => {
    await password('good', PASSWORD);
    await apps.create(component('orders-state', 'good', ['orders-api']));
    await eventually(() => componentsOf('orders-api'), ['orders-state']);
    expect((await ask('orders-api', 'healthz')).status).toBe(204);
    expect((await ask('invoices-api', 'metadata')).status).toBe(404);
    expect((await ask('orders-api', 'metadata')).body).not.toContain(PASSWORD);
  });

  it('loads nothing for an application while one of its Secrets is missing', async () => {
    await password('good', PASSWORD);
    await apps.create(component('first', 'good', ['billing']));
    await apps.create(component('second', 'later', ['billing']));
    await eventually(() => componentsOf('billing'), []);
    await password('later', PASSWORD);
    await eventually(() => componentsOf('billing'), ['first', 'second']);
  });

  it('keeps the state of an application in PostgreSQL', async () => {
    const state = `http://127.0.0.1:${PORT}/orders/orders-api/v1.0/state`;
    const save = (store: string) =>
      fetch(`${state}/${store}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ key: 'one', value: { customer: 'Ada' } }]),
      });
    expect((await save('orders-state')).status).toBe(204);
    const found = await fetch(`${state}/orders-state/one`);
    expect(await found.json()).toEqual({ customer: 'Ada' });
    expect((await fetch(`${state}/orders-state/two`)).status).toBe(204);
    await fetch(`${state}/orders-state/one`, { method: 'DELETE' });
    expect((await fetch(`${state}/orders-state/one`)).status).toBe(204);
    expect((await save('not-there')).status).toBe(400);
  });

  it('is not ready with a wrong password, and loads again when the Secret changes', async () => {
    await password('rotating', 'wrong');
    await apps.create(component('third', 'rotating', ['reports']));
    await eventually(async () => (await ask('reports', 'healthz')).status, 500);
    await password('rotating', PASSWORD);
    await eventually(async () => (await ask('reports', 'healthz')).status, 204);
  });
});

async function eventually(
  read: () => Promise<unknown>,
  expected: unknown,
): Promise<void> {
  const deadline = Date.now() + 4_000;
  for (;;) {
    const value = await read();
    if (
      JSON.stringify(value) === JSON.stringify(expected) ||
      Date.now() > deadline
    ) {
      expect(value).toEqual(expected);
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
