import { condition, CrossplanePlatform } from '../testing/crossplane-platform';
import {
  app,
  CONFIG_MAP,
  APP,
  NAMESPACE,
  refIn,
  WIDGET,
  widget,
} from '../testing/fixtures';

describe('A pipeline that fails', () => {
  let platform: CrossplanePlatform;

  beforeEach(async () => {
    platform = await CrossplanePlatform.open();
    await platform.installApps();
  });

  afterEach(async () => {
    await platform.close();
  });

  const ofApp = refIn(APP, 'shop');

  describe('when the function fails', () => {
    const conditions = [
      {
        type: 'ServerReady',
        status: 'STATUS_CONDITION_TRUE',
        reason: 'Ready',
        target: 'TARGET_COMPOSITE',
      },
      {
        type: 'Ready',
        status: 'STATUS_CONDITION_TRUE',
        reason: 'Mine',
        target: 'TARGET_COMPOSITE',
      },
    ];
    const working = () => ({
      conditions,
      desired: {
        composite: { resource: { status: { phase: 'Running' } } },
        resources: {
          main: widget({ name: 'main' }, { size: 1 }, 'READY_TRUE'),
        },
      },
    });

    beforeEach(async () => {
      platform.fn.answer(working);
      await platform.apply(app('shop'));
      await platform.untilReason(ofApp, 'Ready', 'Available');
    });

    it('has taken over its own conditions, without generation, and no others', async () => {
      const composite = await platform.until(ofApp, () => true);
      expect(condition(composite, 'ServerReady')).toEqual({
        type: 'ServerReady',
        status: 'True',
        reason: 'Ready',
        lastTransitionTime: expect.any(String),
      });
      expect(condition(composite, 'Ready')?.reason).toBe('Available');
    });

    it('changes nothing after a fatal result, and knows its conditions no longer', async () => {
      platform.fn.answer(() => ({
        results: [
          { severity: 'SEVERITY_FATAL', message: 'spec.size: no such plan' },
        ],
      }));
      await platform.apply(app('shop', { spec: { size: 'large' } }));
      const synced = await platform.untilReason(
        ofApp,
        'Synced',
        'ReconcileError',
      );
      expect(synced.message).toBe(
        'cannot compose resources: pipeline step "compose" returned a fatal result: spec.size: no such plan',
      );
      const composite = await platform.until(ofApp, () => true);
      expect(condition(composite, 'Ready')).toMatchObject({
        status: 'True',
        reason: 'Available',
      });
      expect(condition(composite, 'ServerReady')).toMatchObject({
        status: 'Unknown',
        reason: 'FatalError',
      });
      expect(composite.status).toMatchObject({ phase: 'Running' });
      expect(await platform.client.get(refIn(WIDGET, 'main'))).toBeDefined();
    });

    it('takes over what it said with the fatal result, once', async () => {
      const said = {
        type: 'ServerReady',
        status: 'STATUS_CONDITION_FALSE',
        reason: 'NoPlan',
      };
      platform.fn.answer(() => ({
        conditions: [said],
        results: [
          { severity: 'SEVERITY_WARNING', message: 'the plan is old' },
          { severity: 'SEVERITY_FATAL', message: 'no such plan' },
        ],
      }));
      await platform.apply(app('shop', { spec: { size: 'large' } }));
      await platform.untilReason(ofApp, 'Synced', 'ReconcileError');
      const composite = await platform.until(ofApp, () => true);
      expect(condition(composite, 'ServerReady')).toMatchObject({
        status: 'False',
        reason: 'NoPlan',
      });
      expect(await platform.events('shop')).toEqual(
        expect.arrayContaining([
          'Warning ComposeResources: Pipeline step "compose": the plan is old',
        ]),
      );
    });

    it('says that it cannot be reached, and goes on when it is back', async () => {
      const revisions = {
        apiVersion: 'pkg.crossplane.io/v1',
        kind: 'FunctionRevision',
      };
      const [revision] = await platform.client.list(revisions);
      const ref = { ...revisions, name: revision.metadata.name };
      await platform.client.patchStatus(ref, { endpoint: '127.0.0.1:1' });
      await platform.apply(app('shop', { spec: { size: 'large' } }));
      const synced = await platform.untilReason(
        ofApp,
        'Synced',
        'ReconcileError',
      );
      expect(synced.message).toMatch(
        /^cannot compose resources: cannot run Composition pipeline step "compose": cannot run function "ours": rpc error: code = Unavailable desc = /,
      );
      await platform.client.patchStatus(ref, { endpoint: platform.fn.address });
      await platform.untilReason(ofApp, 'Synced', 'ReconcileSuccess');
    });
  });

  it('gives up on a function that asks for something else each time', async () => {
    let count = 0;
    platform.fn.answer(() => {
      count += 1;
      return {
        requirements: {
          resources: {
            more: {
              ...CONFIG_MAP,
              namespace: NAMESPACE,
              matchName: `n${count}`,
            },
          },
        },
      };
    });
    await platform.apply(app('shop'));
    const synced = await platform.untilReason(
      ofApp,
      'Synced',
      'ReconcileError',
    );
    expect(synced.message).toBe(
      'cannot compose resources: cannot run Composition pipeline step "compose": requirements didn\'t stabilize after the maximum number of iterations (5)',
    );
  });
});
