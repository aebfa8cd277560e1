import { eventually } from '../../../kubernetes/testing/test-cluster';
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
  says,
  WIDGET,
  widget,
} from '../testing/crossplane-platform';

describe('The pipeline of a composition', () => {
  let platform: CrossplanePlatform;

  beforeEach(async () => {
    platform = await CrossplanePlatform.open();
    await platform.installApps();
  });

  afterEach(async () => {
    await platform.close();
  });

  const ofApp = refIn(APP, 'shop');

  it('shows the function what exists, with connection details', async () => {
    platform.fn.answer(() => ({
      desired: {
        resources: {
          main: widget(
            { name: 'shop-main' },
            { writeConnectionSecretToRef: { name: 'main-login' } },
          ),
        },
      },
    }));
    await platform.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'main-login', namespace: NAMESPACE },
      data: { password: Buffer.from('hunter2').toString('base64') },
    });
    await platform.apply(app('shop'));
    await platform.untilReason(ofApp, 'Ready', 'Creating');
    await platform.client.patchStatus(refIn(WIDGET, 'shop-main'), {
      phase: 'Up',
    });
    await eventually('the function sees the status', () =>
      platform.fn.requests.some(
        ({ observed }) =>
          observed?.resources.main?.resource?.status?.phase === 'Up',
      ),
    );
    const { observed, meta } =
      platform.fn.requests[platform.fn.requests.length - 1];
    expect(observed?.composite?.resource).toMatchObject({
      ...APP,
      metadata: { name: 'shop', namespace: NAMESPACE },
    });
    expect(observed?.resources.main.connectionDetails.password.toString()).toBe(
      'hunter2',
    );
    expect(meta?.tag).toMatch(/^[0-9a-f]{64}$/);
  });

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

  it('records the results of the function as Events', async () => {
    platform.fn.answer(() => ({
      results: [
        { severity: 'SEVERITY_WARNING', message: 'odd', reason: 'Odd' },
        { severity: 'SEVERITY_NORMAL', message: 'fine' },
      ],
    }));
    await platform.apply(app('shop'));
    await platform.untilReason(ofApp, 'Ready', 'Available');
    expect(await platform.events('shop')).toEqual(
      expect.arrayContaining([
        'Warning Odd: Pipeline step "compose": odd',
        'Normal ComposeResources: Pipeline step "compose": fine',
      ]),
    );
  });

  it('reads what the function asks for until it asks for nothing new, and watches it', async () => {
    const asked = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      matchName: 'settings',
      namespace: NAMESPACE,
    };
    platform.fn.answer(({ requiredResources }) => ({
      requirements: { resources: { settings: asked } },
      desired: {
        composite: {
          resource: {
            status: {
              phase:
                requiredResources.settings?.items[0]?.resource?.data?.phase,
            },
          },
        },
        resources: {},
      },
    }));
    await platform.apply(app('shop'));
    await platform.untilReason(ofApp, 'Ready', 'Available');
    expect(
      platform.fn.requests.some(
        ({ requiredResources }) =>
          requiredResources.settings?.items.length === 0,
      ),
    ).toBe(true);
    await platform.client.create({
      ...CONFIG_MAP,
      metadata: { name: 'settings', namespace: NAMESPACE },
      data: { phase: 'Configured' },
    });
    await platform.until(ofApp, ({ status }) => says(status, 'Configured'));
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

  it('hands desired state and context from step to step; function-auto-ready decides on the rest', async () => {
    await platform.apply(
      ourFunction(
        'auto-ready',
        'xpkg.crossplane.io/crossplane-contrib/function-auto-ready:v0.7.0',
      ),
    );
    await platform.apply(
      composition('apps', {
        spec: {
          pipeline: [
            {
              step: 'first',
              functionRef: { name: 'ours' },
              input: {
                apiVersion: 'example.org/v1',
                kind: 'Input',
                value: 'one',
              },
              requirements: {
                requiredResources: [
                  {
                    ...CONFIG_MAP,
                    requirementName: 'given',
                    name: 'given',
                    namespace: NAMESPACE,
                  },
                ],
              },
            },
            { step: 'second', functionRef: { name: 'ours' } },
            { step: 'ready', functionRef: { name: 'auto-ready' } },
          ],
        },
      }),
    );
    platform.fn.answer(({ input, context, desired, requiredResources }) => ({
      context: {
        seen: [
          ...(context?.seen ?? []),
          input?.value ?? 'none',
          Object.keys(requiredResources).length,
        ],
      },
      desired: {
        composite: {
          resource: { status: { phase: JSON.stringify(context?.seen ?? []) } },
        },
        resources: desired?.resources.settings
          ? { ...desired.resources, main: widget({ name: 'main' }) }
          : {
              settings: {
                resource: { ...CONFIG_MAP, metadata: { name: 'settings' } },
              },
            },
      },
    }));
    await platform.apply(app('shop'));
    const creating = await platform.untilReason(ofApp, 'Ready', 'Creating');
    await platform.until(
      ofApp,
      candidate =>
        condition(candidate, 'Ready')?.message === 'Unready resources: main',
    );
    expect(creating.status).toBe('False');
    expect((await platform.until(ofApp, () => true)).status).toMatchObject({
      phase: '["one",1]',
    });
    await platform.client.patchStatus(refIn(WIDGET, 'main'), {
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'Available',
          lastTransitionTime: '2026-11-25T00:00:00Z',
        },
      ],
    });
    await platform.untilReason(ofApp, 'Ready', 'Available');
  });

  it('gives a step the credentials that the Composition names', async () => {
    await platform.apply(
      composition('apps', {
        spec: {
          pipeline: [
            {
              step: 'compose',
              functionRef: { name: 'ours' },
              credentials: [
                {
                  name: 'cloud',
                  source: 'Secret',
                  secretRef: { name: 'cloud', namespace: 'default' },
                },
              ],
            },
          ],
        },
      }),
    );
    await platform.apply(app('shop'));
    const synced = await platform.untilReason(
      ofApp,
      'Synced',
      'ReconcileError',
    );
    expect(synced.message).toBe(
      'cannot compose resources: cannot get Composition pipeline step "compose" credential "cloud" from Secret: secrets "cloud" not found',
    );
    await platform.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'cloud', namespace: 'default' },
      data: { token: Buffer.from('t0ken').toString('base64') },
    });
    await platform.untilReason(ofApp, 'Synced', 'ReconcileSuccess');
    const [request] = platform.fn.requests;
    expect(
      request.credentials.cloud.credentialData?.data.token.toString(),
    ).toBe('t0ken');
  });
});
