import { CrossplanePlatform } from '../testing/crossplane-platform';
import {
  app,
  APP,
  NAMESPACE,
  refIn,
  says,
  WIDGET,
  widget,
} from '../testing/fixtures';

describe('The life of a composite resource', () => {
  let platform: CrossplanePlatform;

  beforeEach(async () => {
    platform = await CrossplanePlatform.open();
    await platform.installApps();
  });

  afterEach(async () => {
    await platform.close();
  });

  const ofApp = refIn(APP, 'shop');

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
