import { condition, CrossplanePlatform } from '../testing/crossplane-platform';
import {
  app,
  APP,
  refIn,
  WIDGET,
  widget,
  appDefinition,
} from '../testing/fixtures';

const DEFINITION = {
  apiVersion: 'apiextensions.crossplane.io/v2',
  kind: 'CompositeResourceDefinition',
  name: 'apps.example.org',
};
const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  name: 'apps.example.org',
};

describe('A CompositeResourceDefinition', () => {
  let platform: CrossplanePlatform;

  beforeEach(async () => {
    platform = await CrossplanePlatform.open();
  });

  afterEach(async () => {
    await platform.close();
  });

  it('is established when its kind is served', async () => {
    await platform.apply(appDefinition());
    await platform.untilReason(
      DEFINITION,
      'Established',
      'WatchingCompositeResource',
    );
    const definition = await platform.client.get(DEFINITION);
    expect(definition).toMatchObject({
      metadata: { finalizers: ['defined.apiextensions.crossplane.io'] },
      status: { controllers: { compositeResourceType: APP } },
    });
    expect(await platform.client.get(CRD)).toMatchObject({
      metadata: {
        ownerReferences: [
          {
            kind: 'CompositeResourceDefinition',
            uid: definition?.metadata.uid,
            controller: true,
          },
        ],
      },
      spec: {
        names: { kind: 'App', categories: ['composite'], shortNames: ['app'] },
        scope: 'Namespaced',
      },
    });
  });

  it('refuses composite resources that do not fit, with the path', async () => {
    await platform.installApps();
    await expect(
      platform.apply(app('shop', { spec: { size: 'medium' } })),
    ).rejects.toThrow('spec.size');
    await expect(
      platform.apply(app('a-name-that-is-too-long')),
    ).rejects.toThrow('metadata.name');
  });

  it('changes the kind when it changes', async () => {
    await platform.installApps();
    await platform.apply(
      appDefinition({ defaultCompositionUpdatePolicy: 'Manual' }),
    );
    await platform.until(CRD, ({ spec }) =>
      JSON.stringify(spec).includes('"default":"Manual"'),
    );
  });

  it('takes a default and an enforced Composition', async () => {
    await platform.installApps();
    await platform.apply(
      appDefinition({ defaultCompositionRef: { name: 'missing' } }),
    );
    await platform.until(DEFINITION, ({ spec }) =>
      JSON.stringify(spec).includes('missing'),
    );
    await platform.untilReason(
      DEFINITION,
      'Established',
      'WatchingCompositeResource',
    );
    await platform.until(CRD, () => true);
    await platform.apply(app('shop'));
    const synced = await platform.untilReason(
      refIn(APP, 'shop'),
      'Synced',
      'ReconcileError',
    );
    expect(synced.message).toBe(
      'cannot fetch Composition: cannot get Composition: compositions.apiextensions.crossplane.io "missing" not found',
    );
    await platform.apply(
      appDefinition({ enforcedCompositionRef: { name: 'apps' } }),
    );
    await platform.untilReason(refIn(APP, 'shop'), 'Ready', 'Available');
    expect(await platform.events('shop')).toEqual(
      expect.arrayContaining([
        'Normal CompositionSelection: Enforced composition has been selected',
      ]),
    );
  });

  it('takes its composite resources with it when it is deleted', async () => {
    await platform.installApps();
    platform.fn.answer(() => ({
      desired: { resources: { main: widget({ name: 'main' }) } },
    }));
    await platform.apply(app('shop'));
    await platform.until(refIn(WIDGET, 'main'), () => true);
    await platform.client.delete(DEFINITION);
    await platform.untilGone(DEFINITION);
    await platform.untilGone(CRD);
    await platform.untilGone(refIn(WIDGET, 'main'));
  });

  it('keeps what Crossplane 1 made where it was', async () => {
    await platform.installApps();
    const { spec, ...definition } = appDefinition({ scope: 'LegacyCluster' });
    await platform.client.delete(DEFINITION);
    await platform.untilGone(DEFINITION);
    await platform.apply({
      ...definition,
      apiVersion: 'apiextensions.crossplane.io/v1',
      spec,
    });
    await platform.untilReason(
      DEFINITION,
      'Established',
      'WatchingCompositeResource',
    );
    await platform.apply({
      ...APP,
      metadata: { name: 'shop' },
      spec: { size: 'small' },
    });
    await platform.untilReason({ ...APP, name: 'shop' }, 'Ready', 'Available');
    const composite = await platform.client.get({ ...APP, name: 'shop' });
    expect(composite?.spec).toMatchObject({ compositionRef: { name: 'apps' } });
    expect(composite && condition(composite, 'Synced')?.status).toBe('True');
  });
});
