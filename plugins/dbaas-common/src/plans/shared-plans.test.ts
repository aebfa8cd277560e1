import { DEFAULT_PLANS } from './plan';
import { readSharedPlans } from './shared-plans';

const tiny = {
  name: 'tiny',
  title: 'Tiny',
  cpu: '100m',
  memory: '256Mi',
  storageGB: 1,
};
const object = (data: unknown) => ({
  apiVersion: 'apiextensions.crossplane.io/v1beta1',
  kind: 'EnvironmentConfig',
  metadata: { name: 'dbaas-plans' },
  data,
});

describe('the plans that the function and the portal share', () => {
  it('are read with what a plan leaves open', () => {
    expect(readSharedPlans(object({ plans: [tiny] }))).toEqual({
      ok: true,
      value: [
        {
          ...tiny,
          description: '',
          instances: 1,
          highlyAvailableInstances: 3,
          maxConnections: 100,
          machineTypes: {},
        },
      ],
    });
  });

  it('can be the usual ones', () => {
    expect(readSharedPlans(object({ plans: DEFAULT_PLANS }))).toEqual({
      ok: true,
      value: DEFAULT_PLANS,
    });
  });

  it.each<[string, unknown, string, RegExp]>([
    ['no data', undefined, 'data', /expected object/],
    ['no plans', {}, 'data.plans', /expected array/],
    ['an empty catalogue', { plans: [] }, 'data.plans', /Too small/],
    [
      'one name twice',
      { plans: [tiny, tiny] },
      'data.plans',
      /Two plans have the same name/,
    ],
    [
      'a quantity that is none',
      { plans: [tiny, { ...tiny, name: 'big', memory: '8 GB' }] },
      'data.plans[1].memory',
      /Use a Kubernetes quantity such as 500m or 2Gi/,
    ],
    [
      'a field that is not of a catalogue',
      { plans: [tiny], sizes: [] },
      'data',
      /"sizes"/,
    ],
  ])('are refused with %s, by field', (_what, data, path, message) => {
    expect(readSharedPlans(object(data))).toEqual({
      ok: false,
      errors: [{ path, message: expect.stringMatching(message) }],
    });
  });
});
