import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDefinitions } from '../../bootstrap';
import { Cluster } from '../../kubernetes/cluster';
import { InProcessClusterClient } from '../../kubernetes/in-process-cluster-client';
import { silentLog } from '../../log';
import { conditionsOf } from '../conditions';
import type { OperatorContext, RunningOperator } from '../operator';
import { startExternalSecrets } from './index';

const APPS_URL = 'http://127.0.0.1:1';
const GROUPS = ['external-secrets.io', 'generators.external-secrets.io'];

describe('External Secrets Operator', () => {
  let directory: string;
  let clusters: Cluster[];
  let platform: InProcessClusterClient;
  let apps: InProcessClusterClient;
  let operator: RunningOperator;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'eso-test-'));
    clusters = await Promise.all(
      ['platform', 'apps'].map(name =>
        Cluster.open({
          name,
          directory: join(directory, name),
          log: silentLog,
        }),
      ),
    );
    [platform, apps] = clusters.map(
      cluster => new InProcessClusterClient(cluster, 'test'),
    );
    for (const client of [platform, apps]) {
      await installDefinitions(client, GROUPS);
      await client.create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'team' },
      });
      await client.create({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'token', namespace: 'team' },
        stringData: { token: 't' },
      });
    }
    operator = await startExternalSecrets(contextOf());
  });

  afterEach(async () => {
    await operator.stop();
    await Promise.all(clusters.map(cluster => cluster.close()));
    rmSync(directory, { recursive: true });
  });

  const contextOf = (): OperatorContext => ({
    platform,
    apps,
    clusterAt: url => (url === APPS_URL ? apps : undefined),
    postgres: {
      ensure: unused,
      find: () => undefined,
      stop: unused,
      remove: unused,
      ids: unused,
      stopAll: unused,
      onUnexpectedExit: () => () => {},
    },
    log: silentLog,
    stateDirectory: directory,
    functionAddress: '',
    daprPort: 0,
  });

  const store = (change: object = {}): KubernetesObject => ({
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: { name: 'store', namespace: 'team' },
    spec: {
      provider: {
        kubernetes: {
          remoteNamespace: 'team',
          server: { url: APPS_URL },
          auth: { token: { bearerToken: { name: 'token', key: 'token' } } },
          ...change,
        },
      },
    },
  });
  const external = (spec: object): KubernetesObject => ({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'wanted', namespace: 'team' },
    spec: {
      secretStoreRef: { name: 'store' },
      data: [
        { secretKey: 'password', remoteRef: { key: 'source', property: 'pw' } },
      ],
      ...spec,
    },
  });
  const source = (
    client: InProcessClusterClient,
    pw: string,
    name = 'source',
  ) =>
    client.apply(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: 'team' },
        stringData: { pw },
      },
      { fieldManager: 'test', force: true },
    );
  const secret = (client: InProcessClusterClient, name: string) =>
    client.get({ apiVersion: 'v1', kind: 'Secret', namespace: 'team', name });
  const ready = async (
    kind: string,
    name: string,
    apiVersion = 'external-secrets.io/v1',
  ) => {
    const object = await platform.get({
      apiVersion,
      kind,
      namespace: 'team',
      name,
    });
    const condition =
      object && conditionsOf(object).find(({ type }) => type === 'Ready');
    return condition && `${condition.status}/${condition.reason}`;
  };

  it.each([
    ['a reachable cluster', {}, 'True/Valid'],
    [
      'an unknown cluster',
      { server: { url: 'http://nowhere' } },
      'False/ValidationFailed',
    ],
    [
      'a token that is not there',
      { auth: { token: { bearerToken: { name: 'none' } } } },
      'False/InvalidProviderConfig',
    ],
    ['no authentication', { auth: {} }, 'False/InvalidStoreConfiguration'],
  ])('validates a store with %s', async (_what, change, expected) => {
    await platform.create(store(change));
    await eventually(() => ready('SecretStore', 'store'), expected);
  });

  it('brings a value from the other cluster into a Secret that it owns', async () => {
    await source(apps, 's3cret');
    await platform.create(store());
    await platform.create(external({}));
    await eventually(
      () => ready('ExternalSecret', 'wanted'),
      'True/SecretSynced',
    );
    const target = await secret(platform, 'wanted');
    expect(target?.data).toEqual({
      password: Buffer.from('s3cret').toString('base64'),
    });
    expect(target?.metadata.ownerReferences).toMatchObject([
      { kind: 'ExternalSecret', name: 'wanted', controller: true },
    ]);
    const object = await platform.get({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      namespace: 'team',
      name: 'wanted',
    });
    expect(object?.status).toMatchObject({
      binding: { name: 'wanted' },
      syncedResourceVersion: expect.stringMatching(/^1-[0-9a-f]+$/),
      refreshTime: expect.any(String),
    });
  });

  it('repairs a target that somebody deleted', async () => {
    await source(apps, 's3cret');
    await platform.create(store());
    await platform.create(external({}));
    await eventually(
      () => ready('ExternalSecret', 'wanted'),
      'True/SecretSynced',
    );
    await platform.delete({
      apiVersion: 'v1',
      kind: 'Secret',
      namespace: 'team',
      name: 'wanted',
    });
    await eventually(
      async () => (await secret(platform, 'wanted')) !== undefined,
      true,
    );
  });

  it('tells the cause in an Event only, and recovers when the source appears', async () => {
    await platform.create(store());
    await platform.create(external({}));
    await eventually(
      () => ready('ExternalSecret', 'wanted'),
      'False/SecretSyncedError',
    );
    const events = await platform.list(
      { apiVersion: 'v1', kind: 'Event' },
      { namespace: 'team' },
    );
    expect(events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          reason: 'UpdateFailed',
          message: expect.stringContaining('"source" not found'),
        }),
      ]),
    );
    await source(apps, 's3cret');
    await eventually(
      () => ready('ExternalSecret', 'wanted'),
      'True/SecretSynced',
    );
  });

  it('deletes the target with its source when asked to', async () => {
    await source(apps, 's3cret');
    await platform.create(store());
    await platform.create(
      external({ refreshInterval: '1s', target: { deletionPolicy: 'Delete' } }),
    );
    await eventually(
      () => ready('ExternalSecret', 'wanted'),
      'True/SecretSynced',
    );
    await apps.delete({
      apiVersion: 'v1',
      kind: 'Secret',
      namespace: 'team',
      name: 'source',
    });
    await eventually(
      () => ready('ExternalSecret', 'wanted'),
      'True/SecretDeleted',
    );
    expect(await secret(platform, 'wanted')).toBeUndefined();
  });

  it('renders templates', async () => {
    await source(apps, 'a b');
    await platform.create(store());
    await platform.create(
      external({
        target: {
          template: {
            data: { uri: 'postgresql://u:{{ .password | urlquery }}@h' },
          },
        },
      }),
    );
    await eventually(
      () => ready('ExternalSecret', 'wanted'),
      'True/SecretSynced',
    );
    expect((await secret(platform, 'wanted'))?.data).toEqual({
      uri: Buffer.from('postgresql://u:a+b@h').toString('base64'),
    });
  });

  it('makes a password once', async () => {
    await platform.create({
      apiVersion: 'generators.external-secrets.io/v1alpha1',
      kind: 'Password',
      metadata: { name: 'gen', namespace: 'team' },
      spec: { length: 24, symbols: 0, noUpper: false, allowRepeat: true },
    });
    await platform.create(
      external({
        refreshPolicy: 'CreatedOnce',
        data: [],
        dataFrom: [
          { sourceRef: { generatorRef: { kind: 'Password', name: 'gen' } } },
        ],
      }),
    );
    await eventually(
      () => ready('ExternalSecret', 'wanted'),
      'True/SecretSynced',
    );
    const password = Buffer.from(
      String(Object(await secret(platform, 'wanted')).data.password),
      'base64',
    ).toString();
    expect(password).toMatch(/^[a-zA-Z0-9]{24}$/);
  });

  describe('PushSecret', () => {
    const push = (spec: object = {}): KubernetesObject => ({
      apiVersion: 'external-secrets.io/v1alpha1',
      kind: 'PushSecret',
      metadata: { name: 'push', namespace: 'team' },
      spec: {
        deletionPolicy: 'Delete',
        secretStoreRefs: [{ name: 'store' }],
        selector: { secret: { name: 'local' } },
        data: [
          {
            match: {
              secretKey: 'pw',
              remoteRef: { remoteKey: 'remote', property: 'password' },
            },
          },
        ],
        ...spec,
      },
    });
    const pushed = () =>
      ready('PushSecret', 'push', 'external-secrets.io/v1alpha1');

    it('writes to the store, and takes it back when it is deleted', async () => {
      await source(platform, 's3cret', 'local');
      await platform.create(store());
      await platform.create(push());
      await eventually(pushed, 'True/Synced');
      expect((await secret(apps, 'remote'))?.data).toEqual({
        password: Buffer.from('s3cret').toString('base64'),
      });
      await platform.delete({
        apiVersion: 'external-secrets.io/v1alpha1',
        kind: 'PushSecret',
        namespace: 'team',
        name: 'push',
      });
      await eventually(() => secret(apps, 'remote'), undefined);
      await eventually(pushed, undefined);
    });

    it('writes the whole source when it names no key, and takes all of it back', async () => {
      const onlyKey = {
        data: [{ match: { remoteRef: { remoteKey: 'remote' } } }],
      };
      await source(platform, 's3cret', 'local');
      await platform.create(store());
      await apps.create({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'remote', namespace: 'team' },
        data: { stale: 'b2xk' },
      });
      await platform.create(push(onlyKey));
      await eventually(pushed, 'True/Synced');
      expect((await secret(apps, 'remote'))?.data).toEqual({
        pw: Buffer.from('s3cret').toString('base64'),
      });
      await platform.delete({
        apiVersion: 'external-secrets.io/v1alpha1',
        kind: 'PushSecret',
        namespace: 'team',
        name: 'push',
      });
      await eventually(() => secret(apps, 'remote'), undefined);
      await eventually(pushed, undefined);
    });

    it('does not watch its source: a new value waits for the refresh, or for force-sync', async () => {
      await source(platform, 'old', 'local');
      await platform.create(store());
      await platform.create(push());
      await eventually(pushed, 'True/Synced');
      await source(platform, 'new', 'local');
      await platform.patch(
        {
          apiVersion: 'external-secrets.io/v1alpha1',
          kind: 'PushSecret',
          namespace: 'team',
          name: 'push',
        },
        {
          metadata: { annotations: { 'external-secrets.io/force-sync': '1' } },
        },
      );
      await eventually(async () => (await secret(apps, 'remote'))?.data, {
        password: Buffer.from('new').toString('base64'),
      });
    });

    it('says what is missing and never what it is', async () => {
      await platform.create(store());
      await platform.create(push());
      await eventually(pushed, 'False/Errored');
    });
  });
});

function unused(): never {
  throw new Error('External Secrets does not use PostgreSQL.');
}

async function eventually(
  read: () => unknown,
  expected: unknown,
): Promise<void> {
  const deadline = Date.now() + 8_000;
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
