import { eventually } from '../../../kubernetes/testing/test-cluster';
import {
  app,
  APP,
  condition,
  CrossplanePlatform,
  NAMESPACE,
  refIn,
  says,
  WIDGET,
  widget,
} from '../testing/crossplane-platform';

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

  it('gives a resource without a name the same one at every reconcile', async () => {
    platform.fn.answer(() => ({ desired: { resources: { main: widget() } } }));
    await platform.apply(app('shop'));
    await platform.untilReason(ofApp, 'Ready', 'Creating');
    await platform.restart();
    await platform.apply(app('shop', { spec: { size: 'large' } }));
    await platform.until(ofApp, ({ metadata, status }) =>
      says(status, `"observedGeneration":${metadata.generation}`),
    );
    const widgets = await platform.client.list(WIDGET, {
      namespace: NAMESPACE,
    });
    expect(widgets.map(({ metadata }) => metadata.name)).toEqual([
      expect.stringMatching(/^shop-[0-9a-f]{12}$/),
    ]);
  });

  it('deletes what the function no longer desires, and nothing else', async () => {
    platform.fn.answer(() => ({
      desired: {
        resources: {
          kept: widget({ name: 'kept' }),
          dropped: widget({ name: 'dropped' }),
        },
      },
    }));
    await platform.apply(app('shop'));
    await platform.until(refIn(WIDGET, 'dropped'), () => true);
    platform.fn.answer(() => ({
      desired: { resources: { kept: widget({ name: 'kept' }) } },
    }));
    await platform.apply(app('shop', { spec: { size: 'large' } }));
    await platform.untilGone(refIn(WIDGET, 'dropped'));
    expect(await platform.client.get(refIn(WIDGET, 'kept'))).toBeDefined();
    await platform.until(ofApp, ({ spec }) => !says(spec, 'dropped'));
  });

  it('makes again what somebody deleted', async () => {
    platform.fn.answer(() => ({
      desired: { resources: { main: widget({ name: 'main' }) } },
    }));
    await platform.apply(app('shop'));
    const first = await platform.until(refIn(WIDGET, 'main'), () => true);
    await platform.client.delete(refIn(WIDGET, 'main'));
    await platform.until(
      refIn(WIDGET, 'main'),
      ({ metadata }) => metadata.uid !== first.metadata.uid,
    );
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

  it('does nothing while it is paused', async () => {
    await platform.apply(
      app('shop', {
        metadata: { annotations: { 'crossplane.io/paused': 'true' } },
      }),
    );
    const synced = await platform.untilReason(
      ofApp,
      'Synced',
      'ReconcilePaused',
    );
    expect(synced).toMatchObject({
      status: 'False',
      message:
        'Reconciliation (including deletion) is paused via the pause annotation',
    });
    expect(platform.fn.requests).toEqual([]);
    await platform.apply(app('shop'));
    await platform.untilReason(ofApp, 'Synced', 'ReconcileSuccess');
  });

  it('answers a request to reconcile', async () => {
    await platform.apply(
      app('shop', {
        metadata: {
          annotations: { 'crossplane.io/reconcile-requested-at': 'now' },
        },
      }),
    );
    await platform.until(ofApp, ({ status }) =>
      says(status, '"lastHandledReconcileAt":"now"'),
    );
  });

  it('goes away at once when it is deleted; its resources follow', async () => {
    platform.fn.answer(() => ({
      desired: { resources: { main: widget({ name: 'main' }) } },
    }));
    await platform.apply(app('shop'));
    await platform.until(refIn(WIDGET, 'main'), () => true);
    await platform.client.delete(ofApp);
    await platform.untilGone(ofApp);
    await platform.untilGone(refIn(WIDGET, 'main'));
  });

  it('stays until its resources are gone when it is deleted in the foreground', async () => {
    platform.fn.answer(() => ({
      desired: {
        resources: {
          main: widget({ name: 'main', finalizers: ['test/hold'] }),
        },
      },
    }));
    await platform.apply(app('shop'));
    await platform.until(refIn(WIDGET, 'main'), () => true);
    await platform.client.delete(ofApp, { propagationPolicy: 'Foreground' });
    await platform.untilReason(ofApp, 'Ready', 'Deleting');
    await platform.until(
      refIn(WIDGET, 'main'),
      ({ metadata }) => metadata.deletionTimestamp !== undefined,
    );
    await platform.client.patch(refIn(WIDGET, 'main'), {
      metadata: { finalizers: null },
    });
    await platform.untilGone(ofApp);
  });
});
