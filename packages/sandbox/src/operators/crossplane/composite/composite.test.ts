import { eventually } from '../../../kubernetes/testing/test-cluster';
import { condition, CrossplanePlatform } from '../testing/crossplane-platform';
import { app, APP, refIn, says, WIDGET, widget } from '../testing/fixtures';

describe('A composite resource', () => {
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

  it('names the resources that are not ready, three of them', async () => {
    platform.fn.answer(() => ({
      desired: {
        resources: {
          ready: widget({}, { size: 1 }, 'READY_TRUE'),
          b: widget(),
          a: widget(),
          d: widget(),
          c: widget(),
        },
      },
    }));
    await platform.apply(app('shop'));
    const creating = await platform.untilReason(ofApp, 'Ready', 'Creating');
    expect(creating).toMatchObject({
      status: 'False',
      message: 'Unready resources: a, b, c, and 1 more',
    });
    expect(
      condition(await platform.until(ofApp, () => true), 'Synced'),
    ).toMatchObject({ status: 'True' });
  });

  it('leaves the last word on readiness to the function', async () => {
    platform.fn.answer(() => ({
      desired: {
        composite: { ready: 'READY_FALSE' },
        resources: { main: widget({}, { size: 1 }, 'READY_TRUE') },
      },
    }));
    await platform.apply(app('shop'));
    const creating = await platform.untilReason(ofApp, 'Ready', 'Creating');
    expect(creating).not.toHaveProperty('message');
  });

  it('removes fields and status that the function no longer sets', async () => {
    platform.fn.answer(() => ({
      desired: {
        composite: {
          resource: { status: { phase: 'Building', url: 'http://shop' } },
        },
        resources: {
          main: widget({ name: 'main', labels: { old: 'yes' } }, { size: 3 }),
        },
      },
    }));
    await platform.apply(app('shop'));
    await platform.until(ofApp, ({ status }) => says(status, 'http://shop'));
    platform.fn.answer(() => ({
      desired: {
        composite: { resource: { status: { phase: 'Running' } } },
        resources: { main: widget({ name: 'main' }, { size: 3 }) },
      },
    }));
    await platform.apply(app('shop', { spec: { size: 'large' } }));
    const composite = await platform.until(ofApp, ({ status }) =>
      says(status, 'Running'),
    );
    expect(composite.status).not.toHaveProperty('url');
    const main = await platform.until(refIn(WIDGET, 'main'), () => true);
    expect(main.metadata.labels).not.toHaveProperty('old');
  });

  it('reports an invalid resource and applies the others', async () => {
    platform.fn.answer(() => ({
      desired: {
        resources: {
          bad: widget({ name: 'bad' }, { size: 0 }),
          good: widget({ name: 'good' }),
        },
      },
    }));
    await platform.apply(app('shop'));
    const synced = await platform.untilReason(
      ofApp,
      'Synced',
      'ReconcileError',
    );
    expect(synced.message).toBe('Unsynced resources: bad');
    expect(await platform.client.get(refIn(WIDGET, 'good'))).toBeDefined();
    expect(await platform.events('shop')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^Warning ComposeResources: cannot apply composed resource "bad": Widget.* "bad" is invalid: spec.size/,
        ),
      ]),
    );
  });

  it('does not take over what another composite resource controls', async () => {
    platform.fn.answer(() => ({
      desired: { resources: { main: widget({ name: 'shared' }) } },
    }));
    await platform.apply(app('shop'));
    const owned = await platform.until(refIn(WIDGET, 'shared'), () => true);
    await platform.apply(app('other'));
    const synced = await platform.untilReason(
      refIn(APP, 'other'),
      'Synced',
      'ReconcileError',
    );
    expect(synced.message).toBe('Unsynced resources: main');
    const still = await platform.client.get(refIn(WIDGET, 'shared'));
    expect(still?.metadata.ownerReferences).toEqual(
      owned.metadata.ownerReferences,
    );
  });

  it('refuses to compose cluster scoped resources for a namespaced composite', async () => {
    platform.fn.answer(() => ({
      desired: {
        resources: {
          ns: {
            resource: {
              apiVersion: 'v1',
              kind: 'Namespace',
              metadata: { name: 'x' },
            },
          },
        },
      },
    }));
    await platform.apply(app('shop'));
    const synced = await platform.untilReason(
      ofApp,
      'Synced',
      'ReconcileError',
    );
    expect(synced.message).toBe(
      'cannot compose resources: cannot apply cluster scoped composed resource "ns" (a Namespace named x) for a namespaced composite resource.',
    );
  });

  it('composes in the namespace of the composite only', async () => {
    platform.fn.answer(() => ({
      desired: {
        resources: { main: widget({ name: 'main', namespace: 'default' }) },
      },
    }));
    await platform.apply(app('shop'));
    await platform.until(refIn(WIDGET, 'main'), () => true);
    await eventually('an Event says so', async () =>
      (
        await platform.events('shop')
      ).some(event => event.startsWith('Warning NamespaceOverridden')),
    );
  });
});
