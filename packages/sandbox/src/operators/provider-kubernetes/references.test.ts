import { eventually } from '../../kubernetes/testing/test-cluster';
import {
  configMap,
  messageOf,
  NAMESPACE,
  objectFor,
  ofConfigMap,
  ofObject,
  TwoClusters,
} from './testing/two-clusters';

describe('What an Object takes from other objects', () => {
  let clusters: TwoClusters;

  beforeEach(async () => {
    clusters = await TwoClusters.open();
  });

  afterEach(async () => {
    await clusters.close();
  });

  it('publishes connection details of remote objects', async () => {
    await clusters.apply(
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
      const secret = await clusters.platform.get({
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
    await clusters.apply(
      objectFor('settings', configMap('settings'), {
        references: [
          {
            patchesFrom: { ...source, fieldPath: 'data.colour' },
            toFieldPath: 'spec.forProvider.manifest.data.colour',
          },
        ],
      }),
    );
    const object = await clusters.untilReason(
      ofObject('settings'),
      'Synced',
      'ReconcileError',
    );
    expect(messageOf(object, 'Synced')).toBe(
      'observe failed: cannot resolve resource references: cannot get referenced resource: ConfigMap "source" not found',
    );
    await clusters.platform.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'source', namespace: NAMESPACE },
      data: { colour: 'gold' },
    });
    await clusters.untilReason(ofObject('settings'), 'Ready', 'Available');
    expect(await clusters.apps.get(ofConfigMap('settings'))).toMatchObject({
      data: { colour: 'gold' },
    });

    await clusters.platform.delete(source);
    expect((await clusters.platform.get(source))?.metadata.finalizers).toEqual([
      expect.stringMatching(/^kubernetes.crossplane.io\/referred-by-object-/),
    ]);
    await clusters.platform.delete(ofObject('settings'));
    await clusters.untilGone(clusters.platform, source);
  });
});
