import { installDefinitions } from '../../bootstrap';
import { eventually } from '../../kubernetes/testing/test-cluster';
import { conditionsOf } from '../conditions';
import {
  configMap,
  messageOf,
  namespace,
  NAMESPACE,
  objectFor,
  ofConfigMap,
  ofObject,
  TwoClusters,
} from './testing/two-clusters';

describe('An Object', () => {
  let clusters: TwoClusters;

  beforeEach(async () => {
    clusters = await TwoClusters.open();
  });

  afterEach(async () => {
    await clusters.close();
  });

  it('puts an object into the cluster that the provider configuration names', async () => {
    await clusters.apply(objectFor('settings', configMap('settings')));
    const object = await clusters.untilReason(
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
    expect(await clusters.apps.get(ofConfigMap('settings'))).toMatchObject({
      data: { colour: 'red' },
    });
    expect(
      await clusters.platform.get({
        ...ofConfigMap('settings'),
        namespace: NAMESPACE,
      }),
    ).toBeUndefined();
  });

  it('brings the remote object back to what is desired, and keeps what others set', async () => {
    await clusters.apply(objectFor('settings', configMap('settings')));
    await clusters.untilReason(ofObject('settings'), 'Ready', 'Available');
    await clusters.apps.patch(ofConfigMap('settings'), {
      data: { colour: 'blue', size: 'big' },
    });
    await clusters.untilRemoteData('settings', { colour: 'red', size: 'big' });
  });

  it('changes the remote object with the manifest, and drops fields with it', async () => {
    await clusters.apply(
      objectFor(
        'settings',
        configMap('settings', { colour: 'red', size: 'big' }),
      ),
    );
    await clusters.untilReason(ofObject('settings'), 'Ready', 'Available');
    await clusters.apply(
      objectFor('settings', configMap('settings', { colour: 'green' })),
    );
    await clusters.untilRemoteData('settings', { colour: 'green' });
    await eventually('the Object has seen it', async () => {
      const object = await clusters.platform.get(ofObject('settings'));
      return JSON.stringify(object?.status).includes('"colour":"green"');
    });
  });

  it('follows the readiness of the remote object', async () => {
    await installDefinitions(clusters.apps, ['external-secrets.io']);
    const remote = {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      namespace: 'shop',
      name: 'login',
    };
    await clusters.apply(
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
    await clusters.untilReason(ofObject('login'), 'Ready', 'Unavailable');
    await clusters.apps.patchStatus(remote, {
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'SecretSynced',
          lastTransitionTime: '2026-11-25T00:00:00Z',
        },
      ],
    });
    await clusters.untilReason(ofObject('login'), 'Ready', 'Available');
    await clusters.apps.patchStatus(remote, {
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'SecretSyncedError',
          lastTransitionTime: '2026-11-25T00:00:01Z',
        },
      ],
    });
    await clusters.untilReason(ofObject('login'), 'Ready', 'Unavailable');
  });

  it('deletes the remote object first', async () => {
    await clusters.apply(
      objectFor('settings', {
        ...configMap('settings'),
        metadata: {
          name: 'settings',
          namespace: 'shop',
          finalizers: ['test/hold'],
        },
      }),
    );
    await clusters.untilReason(ofObject('settings'), 'Ready', 'Available');
    await clusters.platform.delete(ofObject('settings'));
    await clusters.untilReason(ofObject('settings'), 'Ready', 'Deleting');
    await clusters.apps.patch(ofConfigMap('settings'), {
      metadata: { finalizers: null },
    });
    await clusters.untilGone(clusters.apps, ofConfigMap('settings'));
    await clusters.untilGone(clusters.platform, ofObject('settings'));
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
      await clusters.apply(
        objectFor('settings', configMap('settings'), { managementPolicies }),
      );
      const object = await clusters.untilReason(
        ofObject('settings'),
        'Synced',
        'ReconcileError',
      );
      expect(messageOf(object, 'Synced')).toContain(message);
      expect(await clusters.apps.get(ofConfigMap('settings'))).toBeUndefined();
    },
  );

  it('only looks at what it may not change, and leaves it behind', async () => {
    await clusters.apps.create(configMap('settings', { colour: 'blue' }));
    await clusters.apply(
      objectFor('settings', configMap('settings'), {
        managementPolicies: ['Observe'],
      }),
    );
    const object = await clusters.untilReason(
      ofObject('settings'),
      'Ready',
      'Available',
    );
    expect(object.status).toMatchObject({
      atProvider: { manifest: { data: { colour: 'blue' } } },
    });
    await clusters.platform.delete(ofObject('settings'));
    await clusters.untilGone(clusters.platform, ofObject('settings'));
    expect(await clusters.apps.get(ofConfigMap('settings'))).toMatchObject({
      data: { colour: 'blue' },
    });
  });

  it('is paused by an annotation and by no policies at all', async () => {
    await clusters.apply(
      objectFor(
        'one',
        configMap('one'),
        {},
        { annotations: { 'crossplane.io/paused': 'true' } },
      ),
    );
    await clusters.apply(
      objectFor('two', configMap('two'), { managementPolicies: [] }),
    );
    await clusters.untilReason(ofObject('one'), 'Synced', 'ReconcilePaused');
    await clusters.untilReason(ofObject('two'), 'Synced', 'ReconcilePaused');
    expect(
      await clusters.apps.list(
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
    await clusters.apply(objectFor('settings', manifest));
    const object = await clusters.untilReason(
      ofObject('settings'),
      'Synced',
      'ReconcileError',
    );
    expect(messageOf(object, 'Synced')).toBe(
      'create failed: cannot create object: namespaces "later" not found',
    );
    await clusters.apps.create(namespace('later'));
    await clusters.untilReason(ofObject('settings'), 'Ready', 'Available');
  });

  it('shows no values of a Secret', async () => {
    await clusters.apply(
      objectFor('login', {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'login', namespace: 'shop' },
        data: { password: Buffer.from('hunter2').toString('base64') },
      }),
    );
    const object = await clusters.untilReason(
      ofObject('login'),
      'Ready',
      'Available',
    );
    expect(object.status).toMatchObject({
      atProvider: { manifest: { data: { redacted: '' } } },
    });
  });

  it('goes on after a restart where it was', async () => {
    await clusters.stopOperator();
    await clusters.apply(objectFor('settings', configMap('settings')));
    await clusters.startOperator();
    await clusters.untilReason(ofObject('settings'), 'Ready', 'Available');
    const { resourceVersion } =
      (await clusters.apps.get(ofConfigMap('settings')))?.metadata ?? {};
    await clusters.stopOperator();
    await clusters.startOperator();
    await clusters.apply(objectFor('other', configMap('other')));
    await clusters.untilReason(ofObject('other'), 'Ready', 'Available');
    expect(
      (await clusters.apps.get(ofConfigMap('settings')))?.metadata
        .resourceVersion,
    ).toBe(resourceVersion);
  });
});
