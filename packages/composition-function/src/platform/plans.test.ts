import {
  DEFAULT_PLANS,
  kubernetesObjectSchema,
  readSharedPlans,
  SHARED_PLANS,
} from '@backstage-dbaas/plugin-dbaas-common';
import { readPlatformFile } from '../__testUtils__/platform-files';

describe('the plans of platform/base', () => {
  const [object, ...others] = readPlatformFile(
    'plans.yaml',
    kubernetesObjectSchema,
  );

  it('are the object that the function asks for', () => {
    expect(others).toEqual([]);
    expect(object).toMatchObject({
      apiVersion: SHARED_PLANS.apiVersion,
      kind: SHARED_PLANS.kind,
      metadata: { name: SHARED_PLANS.name },
    });
  });

  it('are the usual ones, so that losing the object changes no server', () => {
    expect(readSharedPlans(object)).toEqual({ ok: true, value: DEFAULT_PLANS });
  });
});
