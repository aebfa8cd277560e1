import { CrossplanePlatform } from '../testing/crossplane-platform';
import {
  app,
  APP,
  composition,
  ourFunction,
  refIn,
  says,
} from '../testing/fixtures';

const REVISION = {
  apiVersion: 'apiextensions.crossplane.io/v1',
  kind: 'CompositionRevision',
} as const;
const COMPOSITION = {
  apiVersion: 'apiextensions.crossplane.io/v1',
  kind: 'Composition',
} as const;

describe('The Composition of a composite resource', () => {
  let platform: CrossplanePlatform;

  beforeEach(async () => {
    platform = await CrossplanePlatform.open();
    await platform.installApps();
  });

  afterEach(async () => {
    await platform.close();
  });

  const ofApp = refIn(APP, 'shop');
  const other = (step: string) => ({
    spec: { pipeline: [{ step, functionRef: { name: 'ours' } }] },
  });
  const revisions = async () => {
    const found = await platform.client.list(REVISION);
    return found.map(({ metadata, spec }) => ({ name: metadata.name, spec }));
  };

  it('is found by labels', async () => {
    await platform.apply(composition('large', { labels: { size: 'large' } }));
    await platform.apply(
      app('shop', {
        spec: {
          crossplane: {
            compositionSelector: { matchLabels: { size: 'large' } },
          },
        },
      }),
    );
    await platform.until(ofApp, ({ spec }) =>
      says(spec, '"compositionRef":{"name":"large"}'),
    );
  });

  it('is missed, and taken when it comes', async () => {
    await platform.apply(
      app('shop', {
        spec: {
          crossplane: {
            compositionSelector: { matchLabels: { size: 'large' } },
          },
        },
      }),
    );
    const synced = await platform.untilReason(
      ofApp,
      'Synced',
      'ReconcileError',
    );
    expect(synced.message).toBe(
      'cannot select Composition: no compatible Compositions found',
    );
    await platform.apply(composition('large', { labels: { size: 'large' } }));
    await platform.untilReason(ofApp, 'Ready', 'Available');
  });

  it('must be for its kind', async () => {
    await platform.apply(
      composition('widgets', {
        spec: {
          compositeTypeRef: { apiVersion: 'example.org/v1', kind: 'Widget' },
        },
      }),
    );
    await platform.apply(
      app('shop', {
        spec: { crossplane: { compositionRef: { name: 'widgets' } } },
      }),
    );
    const synced = await platform.untilReason(
      ofApp,
      'Synced',
      'ReconcileError',
    );
    expect(synced.message).toBe(
      'cannot configure composite resource: referenced composition is not compatible with this composite resource',
    );
  });

  it('is followed from revision to revision', async () => {
    await platform.apply(app('shop'));
    await platform.untilReason(ofApp, 'Ready', 'Available');
    const [first] = await revisions();
    await platform.apply(composition('apps', other('again')));
    await platform.until(ofApp, ({ spec }) => !says(spec, first.name));
    expect((await revisions()).map(({ spec }) => spec)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ revision: 1 }),
        expect.objectContaining({ revision: 2 }),
      ]),
    );
    await platform.apply(composition('apps'));
    await platform.until(ofApp, ({ spec }) => says(spec, first.name));
    expect(
      await platform.client.get({ ...REVISION, name: first.name }),
    ).toMatchObject({ spec: { revision: 3 } });
  });

  it('is pinned to a revision on request', async () => {
    await platform.apply(
      app('shop', {
        spec: { crossplane: { compositionUpdatePolicy: 'Manual' } },
      }),
    );
    await platform.untilReason(ofApp, 'Ready', 'Available');
    const [first] = await revisions();
    await platform.apply(composition('apps', other('again')));
    await platform.apply(app('following'));
    await platform.untilReason(refIn(APP, 'following'), 'Ready', 'Available');
    expect((await platform.client.get(ofApp))?.spec).toMatchObject({
      crossplane: { compositionRevisionRef: { name: first.name } },
    });
  });

  it('takes its revisions with it', async () => {
    await platform.until(
      { ...REVISION, name: (await revisions())[0].name },
      () => true,
    );
    await platform.client.delete({ ...COMPOSITION, name: 'apps' });
    const [{ name }] = await revisions();
    await platform.untilGone({ ...REVISION, name });
  });

  it('needs functions that the sandbox has', async () => {
    const name = 'theirs';
    await platform.apply(
      ourFunction(name, 'xpkg.example.org/somebody/function-cloud:v2'),
    );
    const healthy = await platform.untilReason(
      { apiVersion: 'pkg.crossplane.io/v1', kind: 'Function', name },
      'Healthy',
      'UnhealthyPackageRevision',
    );
    expect(healthy.message).toContain(
      'xpkg.example.org/somebody/function-cloud:v2',
    );
    await platform.apply(
      composition('apps', {
        spec: { pipeline: [{ step: 'cloud', functionRef: { name } }] },
      }),
    );
    await platform.apply(app('shop'));
    const synced = await platform.untilReason(
      ofApp,
      'Synced',
      'ReconcileError',
    );
    expect(synced.message).toContain(
      'cannot get gRPC client connection for function "theirs"',
    );
  });
});
