import { Cluster } from '../kubernetes/cluster';
import { InProcessClusterClient } from '../kubernetes/in-process-cluster-client';
import { silentLog } from '../log';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFault } from './fault';
import { startFaultPage } from './fault-page';
import { readingForbidden, secretStoreLocked } from './platform-faults';

describe('faults', () => {
  let directory: string;
  let cluster: Cluster;
  let client: InProcessClusterClient;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'faults-test-'));
    cluster = await Cluster.open({
      name: 'platform',
      directory,
      log: silentLog,
    });
    client = new InProcessClusterClient(cluster, 'test');
  });
  afterEach(async () => {
    await cluster.close();
    rmSync(directory, { recursive: true });
  });

  it('take a resource from what Backstage may read, and give it back', async () => {
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'backstage' },
    };
    const rules = [
      { apiGroups: [''], resources: ['secrets', 'pods'], verbs: ['list'] },
      { apiGroups: ['x'], resources: ['secrets'], verbs: ['list'] },
    ];
    await client.create({ ...role, rules });
    const fault = readingForbidden(client, 'backstage', 'secrets');
    const now = async () =>
      (await client.get({ ...role, name: 'backstage' }))?.rules;
    await fault.on();
    expect(fault.isOn()).toBe(true);
    expect(await now()).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
    ]);
    await fault.off();
    expect(await now()).toEqual(rules);
  });

  it('take the token of a secret store away, and bring it back', async () => {
    const token = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'token', namespace: 'default' },
      stringData: { token: 't' },
    };
    await client.create(token);
    const fault = secretStoreLocked(client, token);
    const exists = async () =>
      (await client.get({
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: 'default',
        name: 'token',
      })) !== undefined;
    await fault.on();
    expect(await exists()).toBe(false);
    await fault.off();
    expect(await exists()).toBe(true);
  });

  it('can be switched from a page of their own, and from nowhere else', async () => {
    const calls: string[] = [];
    const fault = createFault('demo', 'Something <breaks>.', {
      on: async () => void calls.push('on'),
      off: async () => void calls.push('off'),
    });
    const page = await startFaultPage([fault], 0);
    const post = (path: string, origin: string) =>
      fetch(`${page.url}${path}`, { method: 'POST', headers: { origin } });
    expect(await (await fetch(page.url)).text()).toContain(
      'Something &#60;breaks&#62;.',
    );
    expect((await post('/demo/on', page.url)).status).toBe(200);
    expect((await post('/demo/on', page.url)).status).toBe(200);
    expect(await (await fetch(`${page.url}/faults`)).json()).toMatchObject([
      { name: 'demo', on: true },
    ]);
    expect((await post('/demo/off', 'http://elsewhere.example')).status).toBe(
      403,
    );
    expect((await post('/none/on', page.url)).status).toBe(404);
    expect(calls).toEqual(['on']);
    await page.stop();
  });
});
