import { eventually } from '../../../kubernetes/testing/test-cluster';
import { condition, CrossplanePlatform } from '../testing/crossplane-platform';
import {
  app,
  CONFIG_MAP,
  APP,
  composition,
  NAMESPACE,
  ourFunction,
  refIn,
  says,
  WIDGET,
  widget,
} from '../testing/fixtures';

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
