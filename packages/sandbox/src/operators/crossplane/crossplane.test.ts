import {
  app,
  APP,
  condition,
  CONFIG_MAP,
  composition,
  CrossplanePlatform,
  NAMESPACE,
  ourFunction,
  refIn,
  WIDGET,
} from './testing/crossplane-platform';

/** A desired resource as a function answers it. */
function widget(
  metadata: object = {},
  spec: object = { size: 1 },
  ready?: string,
) {
  return { resource: { ...WIDGET, metadata, spec }, ...(ready && { ready }) };
}

describe('Crossplane', () => {
  let platform: CrossplanePlatform;

  beforeEach(async () => {
    platform = await CrossplanePlatform.open();
    await platform.installApps();
  });

  afterEach(async () => {
    await platform.close();
  });

  const ofApp = refIn(APP, 'shop');

  it('composes what the function desires and is Available when all of it is ready', async () => {
    platform.fn.answer(() => ({
      desired: {
        composite: { resource: { status: { phase: 'Running' } } },
        resources: {
          main: widget(
            { name: 'shop-main', labels: { tier: 'one' } },
            { size: 2 },
            'READY_TRUE',
          ),
        },
      },
    }));
    await platform.apply(app('shop'));
    const available = await platform.untilReason(ofApp, 'Ready', 'Available');
    expect(available).toMatchObject({
      status: 'True',
      observedGeneration: expect.any(Number),
    });

    const composite = await platform.client.get(ofApp);
    expect(composite).toMatchObject({
      metadata: {
        finalizers: ['composite.apiextensions.crossplane.io'],
        labels: { 'crossplane.io/composite': 'shop' },
      },
      spec: {
        size: 'small',
        crossplane: {
          compositionRef: { name: 'apps' },
          compositionRevisionRef: {
            name: expect.stringMatching(/^apps-[0-9a-f]{7}$/),
          },
          resourceRefs: [{ ...WIDGET, name: 'shop-main' }],
        },
      },
      status: { phase: 'Running' },
    });
    const composed = await platform.client.get(refIn(WIDGET, 'shop-main'));
    expect(composed).toMatchObject({
      metadata: {
        labels: { tier: 'one', 'crossplane.io/composite': 'shop' },
        annotations: { 'crossplane.io/composition-resource-name': 'main' },
        ownerReferences: [
          {
            ...APP,
            name: 'shop',
            uid: composite?.metadata.uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec: { size: 2 },
    });
    expect(await platform.events('shop')).toEqual(
      expect.arrayContaining([
        'Normal SelectComposition: Successfully selected composition: apps',
        expect.stringMatching(
          /^Normal SelectComposition: Selected composition revision: apps-/,
        ),
      ]),
    );
  });
});
