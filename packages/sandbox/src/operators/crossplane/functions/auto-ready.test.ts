import { autoReady } from './auto-ready';
import type { Readiness } from './function-protocol';

const COMPOSITE = {
  apiVersion: 'example.org/v1',
  kind: 'App',
  metadata: { name: 'shop' },
};
const object = (apiVersion: string, kind: string, more: object = {}) => ({
  apiVersion,
  kind,
  metadata: { name: 'a' },
  ...more,
});
const conditions = (type: string, status: string) => ({
  status: { conditions: [{ type, status }] },
});

function readinessOf(
  observed: ReturnType<typeof object> | undefined,
  ready: Readiness,
): Readiness {
  const { desired } = autoReady({
    observed: {
      composite: COMPOSITE,
      resources: observed
        ? { a: { object: observed, connectionDetails: {} } }
        : {},
    },
    desired: {
      resources: { a: { resource: object('v1', 'ConfigMap'), ready } },
    },
    credentials: {},
    requiredResources: {},
    extraResources: {},
  });
  return desired.resources.a.ready;
}

describe('function-auto-ready', () => {
  it.each([
    [
      'with Ready',
      object('example.org/v1', 'Widget', conditions('Ready', 'True')),
      'READY_TRUE',
    ],
    [
      'with Ready False',
      object('example.org/v1', 'Widget', conditions('Ready', 'False')),
      'READY_UNSPECIFIED',
    ],
    [
      'without conditions',
      object('example.org/v1', 'Widget'),
      'READY_UNSPECIFIED',
    ],
    ['a Secret', object('v1', 'Secret'), 'READY_TRUE'],
    ['a ConfigMap', object('v1', 'ConfigMap'), 'READY_TRUE'],
    [
      'a kind of another group named like it',
      object('example.org/v1', 'Secret'),
      'READY_UNSPECIFIED',
    ],
    [
      'a Service',
      object('v1', 'Service', { spec: { type: 'ClusterIP' } }),
      'READY_TRUE',
    ],
    [
      'a load balancer without address',
      object('v1', 'Service', { spec: { type: 'LoadBalancer' } }),
      'READY_UNSPECIFIED',
    ],
    [
      'a load balancer',
      object('v1', 'Service', {
        spec: { type: 'LoadBalancer' },
        status: { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } },
      }),
      'READY_TRUE',
    ],
    [
      'a Deployment',
      object('apps/v1', 'Deployment', conditions('Available', 'True')),
      'READY_TRUE',
    ],
    ['a Role', object('rbac.authorization.k8s.io/v1', 'Role'), 'READY_TRUE'],
    ['nothing', undefined, 'READY_UNSPECIFIED'],
  ] as const)('decides on %s', (_case, observed, expected) => {
    expect(readinessOf(observed, 'READY_UNSPECIFIED')).toBe(expected);
  });

  it('does not contradict other functions', () => {
    expect(readinessOf(object('v1', 'Secret'), 'READY_FALSE')).toBe(
      'READY_FALSE',
    );
  });
});
