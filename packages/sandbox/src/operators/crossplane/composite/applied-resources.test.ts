import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { AppliedResources } from './applied-resources';

const DESIRED: KubernetesObject = {
  apiVersion: 'example.org/v1',
  kind: 'Widget',
  metadata: { name: 'main' },
  spec: { size: 1 },
};
const withMetadata = (metadata: object): KubernetesObject => ({
  ...DESIRED,
  metadata: { ...DESIRED.metadata, ...metadata },
});
const RESULT = withMetadata({ uid: 'u', generation: 1, resourceVersion: '5' });

describe('AppliedResources', () => {
  let applied: AppliedResources;

  beforeEach(() => {
    applied = new AppliedResources();
    applied.remember('main', DESIRED, RESULT);
  });

  it.each([
    ['nothing happened', DESIRED, RESULT, true],
    [
      'its status changed',
      DESIRED,
      withMetadata({ uid: 'u', generation: 1, resourceVersion: '6' }),
      true,
    ],
    [
      'its spec changed',
      DESIRED,
      withMetadata({ uid: 'u', generation: 2 }),
      false,
    ],
    [
      'its labels changed',
      DESIRED,
      withMetadata({ uid: 'u', generation: 1, labels: { a: 'b' } }),
      false,
    ],
    [
      'it lost its owner',
      DESIRED,
      withMetadata({ uid: 'u', generation: 1, ownerReferences: [] }),
      false,
    ],
    [
      'it was made anew',
      DESIRED,
      withMetadata({ uid: 'v', generation: 1 }),
      false,
    ],
    ['it is gone', DESIRED, undefined, false],
    [
      'something else is desired',
      { ...DESIRED, spec: { size: 2 } },
      RESULT,
      false,
    ],
  ])('when %s', (_case, desired, observed, isCurrent) => {
    expect(applied.isCurrent('main', desired, observed)).toBe(isCurrent);
  });

  it('looks at every change of a kind without generation', () => {
    applied.remember(
      'login',
      DESIRED,
      withMetadata({ uid: 'u', resourceVersion: '5' }),
    );
    expect(
      applied.isCurrent(
        'login',
        DESIRED,
        withMetadata({ uid: 'u', resourceVersion: '5' }),
      ),
    ).toBe(true);
    expect(
      applied.isCurrent(
        'login',
        DESIRED,
        withMetadata({ uid: 'u', resourceVersion: '6' }),
      ),
    ).toBe(false);
  });

  it('knows nothing of what it forgot', () => {
    applied.retain(new Set(['other']));
    expect(applied.isCurrent('main', DESIRED, RESULT)).toBe(false);
  });
});
