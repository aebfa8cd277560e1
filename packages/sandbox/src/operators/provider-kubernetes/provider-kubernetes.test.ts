import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { stringify } from 'yaml';
import { installDefinitions } from '../../bootstrap';
import type { ClusterClient, ObjectRef } from '../../kubernetes/cluster-client';
import { eventually, TestCluster } from '../../kubernetes/testing/test-cluster';
import { silentLog } from '../../log';
import { conditionsOf } from '../conditions';
import type { RunningOperator } from '../operator';
import { startProviderKubernetes } from '.';

const GROUP = 'kubernetes.m.crossplane.io/v1alpha1';
const NAMESPACE = 'team-a';
const APPS_SERVER = 'http://127.0.0.1:18102';

const ofObject = (name: string): ObjectRef => ({
  apiVersion: GROUP,
  kind: 'Object',
  namespace: NAMESPACE,
  name,
});
const ofConfigMap = (name: string): ObjectRef => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: 'shop',
  name,
});

function objectFor(
  name: string,
  manifest: object,
  spec: object = {},
  metadata: object = {},
): KubernetesObject {
  return {
    apiVersion: GROUP,
    kind: 'Object',
    metadata: { name, namespace: NAMESPACE, ...metadata },
    spec: {
      providerConfigRef: { kind: 'ClusterProviderConfig', name: 'apps' },
      watch: true,
      forProvider: { manifest },
      ...spec,
    },
  };
}

const configMap = (name: string, data: object = { colour: 'red' }) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop' },
  data,
});

function kubeconfig(server: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'apps',
    clusters: [{ name: 'apps', cluster: { server } }],
    contexts: [
      { name: 'apps', context: { cluster: 'apps', user: 'crossplane' } },
    ],
    users: [{ name: 'crossplane', user: { token: 'sandbox' } }],
  });
}

describe('provider-kubernetes', () => {
  let platform: TestCluster;
  let apps: TestCluster;
  let operator: RunningOperator;

  beforeEach(async () => {
    [platform, apps] = await Promise.all([
      TestCluster.open('platform'),
      TestCluster.open('apps'),
    ]);
    await installDefinitions(platform.client, ['kubernetes.m.crossplane.io']);
    await platform.client.create(namespace(NAMESPACE));
    await apps.client.create(namespace('shop'));
    await configureCluster('apps', kubeconfig(APPS_SERVER));
    await start();
  });

  afterEach(async () => {
    await operator.stop();
    await Promise.all([platform.close(), apps.close()]);
  });

  async function start(): Promise<void> {
    const client: ClusterClient = platform.client;
    operator = await startProviderKubernetes({
      platform: client,
      apps: apps.client,
      clusterAt: url => (url === APPS_SERVER ? apps.client : undefined),
      log: silentLog,
      functionAddress: '',
      stateDirectory: platform.directory,
      daprPort: 0,
      get postgres(): never {
        throw new Error('provider-kubernetes needs no PostgreSQL.');
      },
    });
  }

  const namespace = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  });

  async function configureCluster(name: string, text: string): Promise<void> {
    await platform.client.apply(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: 'default' },
        data: { kubeconfig: Buffer.from(text).toString('base64') },
      },
      { fieldManager: 'test', force: true },
    );
    await platform.client.apply(
      {
        apiVersion: GROUP,
        kind: 'ClusterProviderConfig',
        metadata: { name },
        spec: {
          credentials: {
            source: 'Secret',
            secretRef: { name, namespace: 'default', key: 'kubeconfig' },
          },
        },
      },
      { fieldManager: 'test', force: true },
    );
  }

  const apply = (object: KubernetesObject) =>
    platform.client.apply(object, { fieldManager: 'test', force: true });

  async function untilReason(
    ref: ObjectRef,
    type: string,
    reason: string,
  ): Promise<KubernetesObject> {
    let found: KubernetesObject | undefined;
    await eventually(`${ref.name} has ${type} ${reason}`, async () => {
      found = await platform.client.get(ref);
      return (
        found !== undefined &&
        conditionsOf(found).some(
          entry => entry.type === type && entry.reason === reason,
        )
      );
    });
    if (!found) throw new Error(`${ref.name} does not exist`);
    return found;
  }

  const messageOf = (object: KubernetesObject, type: string) =>
    conditionsOf(object).find(entry => entry.type === type)?.message;

  const gone = (client: ClusterClient, ref: ObjectRef) =>
    eventually(
      `${ref.name} is gone`,
      async () => (await client.get(ref)) === undefined,
    );

  it('puts an object into the cluster that the provider configuration names', async () => {
    await apply(objectFor('settings', configMap('settings')));
    const object = await untilReason(
      ofObject('settings'),
      'Ready',
      'Available',
    );
    expect(object).toMatchObject({
      metadata: {
        finalizers: ['finalizer.managedresource.crossplane.io'],
        annotations: {
          'crossplane.io/external-name': 'settings',
          'crossplane.io/external-create-succeeded': expect.any(String),
        },
      },
      status: {
        atProvider: {
          manifest: {
            metadata: { uid: expect.any(String) },
            data: { colour: 'red' },
          },
        },
      },
    });
    expect(conditionsOf(object)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'Synced',
          status: 'True',
          reason: 'ReconcileSuccess',
          observedGeneration: 1,
        }),
        expect.not.objectContaining({ observedGeneration: expect.anything() }),
      ]),
    );
    expect(await apps.client.get(ofConfigMap('settings'))).toMatchObject({
      data: { colour: 'red' },
    });
    expect(
      await platform.client.get({
        ...ofConfigMap('settings'),
        namespace: NAMESPACE,
      }),
    ).toBeUndefined();
  });

  it('brings the remote object back to what is desired, and keeps what others set', async () => {
    await apply(objectFor('settings', configMap('settings')));
    await untilReason(ofObject('settings'), 'Ready', 'Available');
    await apps.client.patch(ofConfigMap('settings'), {
      data: { colour: 'blue', size: 'big' },
    });
    await eventually('it is red again', async () => {
      const remote = await apps.client.get(ofConfigMap('settings'));
      return (
        JSON.stringify(remote?.data) ===
        JSON.stringify({ colour: 'red', size: 'big' })
      );
    });
  });

  it('changes the remote object with the manifest, and drops fields with it', async () => {
    await apply(
      objectFor(
        'settings',
        configMap('settings', { colour: 'red', size: 'big' }),
      ),
    );
    await untilReason(ofObject('settings'), 'Ready', 'Available');
    await apply(
      objectFor('settings', configMap('settings', { colour: 'green' })),
    );
    await eventually('it is green', async () => {
      const remote = await apps.client.get(ofConfigMap('settings'));
      return (
        JSON.stringify(remote?.data) === JSON.stringify({ colour: 'green' })
      );
    });
    await eventually('the Object has seen it', async () => {
      const object = await platform.client.get(ofObject('settings'));
      return JSON.stringify(object?.status).includes('"colour":"green"');
    });
  });

  it('follows the readiness of the remote object', async () => {
    await installDefinitions(apps.client, ['external-secrets.io']);
    const remote = {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      namespace: 'shop',
      name: 'login',
    };
    await apply(
      objectFor(
        'login',
        {
          apiVersion: remote.apiVersion,
          kind: remote.kind,
          metadata: { name: 'login', namespace: 'shop' },
          spec: {
            secretStoreRef: { kind: 'ClusterSecretStore', name: 'dbaas' },
            target: { name: 'login' },
            dataFrom: [{ extract: { key: 'login' } }],
          },
        },
        { readiness: { policy: 'DeriveFromObject' } },
      ),
    );
    await untilReason(ofObject('login'), 'Ready', 'Unavailable');
    await apps.client.patchStatus(remote, {
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'SecretSynced',
          lastTransitionTime: '2026-11-25T00:00:00Z',
        },
      ],
    });
    await untilReason(ofObject('login'), 'Ready', 'Available');
    await apps.client.patchStatus(remote, {
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'SecretSyncedError',
          lastTransitionTime: '2026-11-25T00:00:01Z',
        },
      ],
    });
    await untilReason(ofObject('login'), 'Ready', 'Unavailable');
  });

  it('deletes the remote object first', async () => {
    await apply(
      objectFor('settings', {
        ...configMap('settings'),
        metadata: {
          name: 'settings',
          namespace: 'shop',
          finalizers: ['test/hold'],
        },
      }),
    );
    await untilReason(ofObject('settings'), 'Ready', 'Available');
    await platform.client.delete(ofObject('settings'));
    await untilReason(ofObject('settings'), 'Ready', 'Deleting');
    await apps.client.patch(ofConfigMap('settings'), {
      metadata: { finalizers: null },
    });
    await gone(apps.client, ofConfigMap('settings'));
    await gone(platform.client, ofObject('settings'));
  });

  it.each([
    ['Observe alone', ['Observe'], 'external resource does not exist'],
    [
      'nothing that observes',
      ['Create'],
      '`spec.managementPolicies` is set to a value([Create]) which is not supported',
    ],
  ])(
    'makes nothing when it may do %s',
    async (_case, managementPolicies, message) => {
      await apply(
        objectFor('settings', configMap('settings'), { managementPolicies }),
      );
      const object = await untilReason(
        ofObject('settings'),
        'Synced',
        'ReconcileError',
      );
      expect(messageOf(object, 'Synced')).toContain(message);
      expect(await apps.client.get(ofConfigMap('settings'))).toBeUndefined();
    },
  );

  it('only looks at what it may not change, and leaves it behind', async () => {
    await apps.client.create(configMap('settings', { colour: 'blue' }));
    await apply(
      objectFor('settings', configMap('settings'), {
        managementPolicies: ['Observe'],
      }),
    );
    const object = await untilReason(
      ofObject('settings'),
      'Ready',
      'Available',
    );
    expect(object.status).toMatchObject({
      atProvider: { manifest: { data: { colour: 'blue' } } },
    });
    await platform.client.delete(ofObject('settings'));
    await gone(platform.client, ofObject('settings'));
    expect(await apps.client.get(ofConfigMap('settings'))).toMatchObject({
      data: { colour: 'blue' },
    });
  });

  it('is paused by an annotation and by no policies at all', async () => {
    await apply(
      objectFor(
        'one',
        configMap('one'),
        {},
        { annotations: { 'crossplane.io/paused': 'true' } },
      ),
    );
    await apply(objectFor('two', configMap('two'), { managementPolicies: [] }));
    await untilReason(ofObject('one'), 'Synced', 'ReconcilePaused');
    await untilReason(ofObject('two'), 'Synced', 'ReconcilePaused');
    expect(
      await apps.client.list(
        { apiVersion: 'v1', kind: 'ConfigMap' },
        { namespace: 'shop' },
      ),
    ).toEqual([]);
  });

  it('waits for a namespace of the remote cluster', async () => {
    const manifest = {
      ...configMap('settings'),
      metadata: { name: 'settings', namespace: 'later' },
    };
    await apply(objectFor('settings', manifest));
    const object = await untilReason(
      ofObject('settings'),
      'Synced',
      'ReconcileError',
    );
    expect(messageOf(object, 'Synced')).toBe(
      'create failed: cannot create object: namespaces "later" not found',
    );
    await apps.client.create(namespace('later'));
    await untilReason(ofObject('settings'), 'Ready', 'Available');
  });

  it.each([
    [
      'a configuration that is not there',
      'missing',
      undefined,
      'connect failed: cannot get provider config: clusterproviderconfigs.kubernetes.m.crossplane.io "missing" not found',
    ],
    [
      'a cluster that is not there',
      'elsewhere',
      kubeconfig('http://127.0.0.1:1'),
      'connect failed: cannot build kube client for provider config: no cluster answers at http://127.0.0.1:1',
    ],
    [
      'a text that is no kubeconfig',
      'broken',
      'token: s3cret',
      'connect failed: cannot build kube client for provider config: failed to load kubeconfig: it has no valid current-context, contexts, clusters',
    ],
  ])('reports %s', async (_case, name, text, message) => {
    if (text !== undefined) await configureCluster(name, text);
    await apply(
      objectFor('settings', configMap('settings'), {
        providerConfigRef: { kind: 'ClusterProviderConfig', name },
      }),
    );
    const object = await untilReason(
      ofObject('settings'),
      'Synced',
      'ReconcileError',
    );
    expect(messageOf(object, 'Synced')).toBe(message);
  });

  it('shows no values of a Secret', async () => {
    await apply(
      objectFor('login', {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'login', namespace: 'shop' },
        data: { password: Buffer.from('hunter2').toString('base64') },
      }),
    );
    const object = await untilReason(ofObject('login'), 'Ready', 'Available');
    expect(object.status).toMatchObject({
      atProvider: { manifest: { data: { redacted: '' } } },
    });
  });

  it('publishes connection details of remote objects', async () => {
    await apply(
      objectFor('settings', configMap('settings'), {
        writeConnectionSecretToRef: { name: 'settings-details' },
        connectionDetails: [
          {
            ...ofConfigMap('settings'),
            fieldPath: 'data.colour',
            toConnectionSecretKey: 'paint',
          },
        ],
      }),
    );
    await eventually('the Secret has the value', async () => {
      const secret = await platform.client.get({
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: NAMESPACE,
        name: 'settings-details',
      });
      return (
        JSON.stringify(secret?.data) ===
        JSON.stringify({ paint: Buffer.from('red').toString('base64') })
      );
    });
  });

  it('takes values from other objects, waits for them and keeps them', async () => {
    const source = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'source',
      namespace: NAMESPACE,
    };
    await apply(
      objectFor('settings', configMap('settings'), {
        references: [
          {
            patchesFrom: { ...source, fieldPath: 'data.colour' },
            toFieldPath: 'spec.forProvider.manifest.data.colour',
          },
        ],
      }),
    );
    const object = await untilReason(
      ofObject('settings'),
      'Synced',
      'ReconcileError',
    );
    expect(messageOf(object, 'Synced')).toBe(
      'observe failed: cannot resolve resource references: cannot get referenced resource: ConfigMap "source" not found',
    );
    await platform.client.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'source', namespace: NAMESPACE },
      data: { colour: 'gold' },
    });
    await untilReason(ofObject('settings'), 'Ready', 'Available');
    expect(await apps.client.get(ofConfigMap('settings'))).toMatchObject({
      data: { colour: 'gold' },
    });

    await platform.client.delete(source);
    expect((await platform.client.get(source))?.metadata.finalizers).toEqual([
      expect.stringMatching(/^kubernetes.crossplane.io\/referred-by-object-/),
    ]);
    await platform.client.delete(ofObject('settings'));
    await gone(platform.client, source);
  });

  it('counts the users of a configuration and keeps it while there are any', async () => {
    const config: ObjectRef = {
      apiVersion: GROUP,
      kind: 'ClusterProviderConfig',
      name: 'apps',
    };
    await apply(objectFor('settings', configMap('settings')));
    await untilReason(ofObject('settings'), 'Ready', 'Available');
    await eventually(
      'one user is counted',
      async () =>
        JSON.stringify((await platform.client.get(config))?.status) ===
        JSON.stringify({ users: 1 }),
    );
    await platform.client.delete(config);
    expect(await platform.client.get(config)).toBeDefined();
    await platform.client.delete(ofObject('settings'));
    await gone(platform.client, config);
  });

  it('goes on after a restart where it was', async () => {
    await operator.stop();
    await apply(objectFor('settings', configMap('settings')));
    await start();
    await untilReason(ofObject('settings'), 'Ready', 'Available');
    const { resourceVersion } =
      (await apps.client.get(ofConfigMap('settings')))?.metadata ?? {};
    await operator.stop();
    await start();
    await apply(objectFor('other', configMap('other')));
    await untilReason(ofObject('other'), 'Ready', 'Available');
    expect(
      (await apps.client.get(ofConfigMap('settings')))?.metadata
        .resourceVersion,
    ).toBe(resourceVersion);
  });
});
