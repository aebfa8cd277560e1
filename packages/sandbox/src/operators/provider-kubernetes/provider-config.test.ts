import { eventually } from '../../kubernetes/testing/test-cluster';
import {
  configMap,
  kubeconfig,
  messageOf,
  objectFor,
  ofClusterProviderConfig,
  ofObject,
  TwoClusters,
} from './testing/two-clusters';

describe('A provider configuration', () => {
  let clusters: TwoClusters;

  beforeEach(async () => {
    clusters = await TwoClusters.open();
  });

  afterEach(async () => {
    await clusters.close();
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
    if (text !== undefined) await clusters.configureCluster(name, text);
    await clusters.apply(
      objectFor('settings', configMap('settings'), {
        providerConfigRef: { kind: 'ClusterProviderConfig', name },
      }),
    );
    const object = await clusters.untilReason(
      ofObject('settings'),
      'Synced',
      'ReconcileError',
    );
    expect(messageOf(object, 'Synced')).toBe(message);
  });

  it('counts the users of a configuration and keeps it while there are any', async () => {
    const config = ofClusterProviderConfig('apps');
    await clusters.apply(objectFor('settings', configMap('settings')));
    await clusters.untilReason(ofObject('settings'), 'Ready', 'Available');
    await eventually(
      'one user is counted',
      async () =>
        JSON.stringify((await clusters.platform.get(config))?.status) ===
        JSON.stringify({ users: 1 }),
    );
    await clusters.platform.delete(config);
    expect(await clusters.platform.get(config)).toBeDefined();
    await clusters.platform.delete(ofObject('settings'));
    await clusters.untilGone(clusters.platform, config);
  });
});
