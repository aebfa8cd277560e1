import { daprPod } from '../fixtures/dapr-pods';
import { kubernetesObject, minutesAgo } from '../fixtures/objects';
import { readerCases } from '../fixtures/reader-cases';
import { sidecarOf } from './dapr-sidecar';

describe('a pod with a Dapr sidecar', () => {
  it.each(
    readerCases([
      ['runs', daprPod(), { state: 'healthy' }],
      [
        'has a sidecar that ends again and again',
        daprPod({ crashedMinutesAgo: 1 }),
        {
          state: 'failed',
          reason: 'CrashLoopBackOff',
          code: 'dapr.sidecar-stopped',
          audience: 'you',
        },
      ],
      [
        'is being scheduled',
        kubernetesObject('v1', 'Pod', 'x', {
          age: 1,
          status: {
            phase: 'Pending',
            conditions: [{ type: 'Ready', status: 'False' }],
          },
        }),
        { state: 'progressing' },
      ],
      [
        'has done its work',
        kubernetesObject('v1', 'Pod', 'x', {
          spec: { containers: [{ name: 'daprd', image: 'daprd:1.18.3' }] },
          status: {
            phase: 'Succeeded',
            conditions: [{ type: 'Ready', status: 'False' }],
            containerStatuses: [
              { name: 'daprd', state: { terminated: { exitCode: 0 } } },
            ],
          },
        }),
        { state: 'healthy' },
      ],
      [
        'has an application that is not ready',
        kubernetesObject('v1', 'Pod', 'x', {
          status: {
            phase: 'Running',
            conditions: [{ type: 'Ready', status: 'False' }],
          },
        }),
        { state: 'degraded' },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});

it('tells what can be told of a sidecar', () => {
  expect(sidecarOf(daprPod({ configuration: 'tracing' }))).toEqual({
    pod: 'orders-api-7d9f-x2k4',
    namespace: 'orders',
    appId: 'orders-api',
    configuration: 'tracing',
    version: '1.18.3',
    startedAt: minutesAgo(60),
    restarts: 0,
  });
});

it('finds a native sidecar among the init containers', () => {
  const pod = kubernetesObject('v1', 'Pod', 'x', {
    spec: {
      containers: [{ name: 'app', image: 'app:1' }],
      initContainers: [{ name: 'daprd', image: 'daprd:1.18.0' }],
    },
    status: {
      initContainerStatuses: [
        { name: 'daprd', state: { running: { startedAt: minutesAgo(3) } } },
      ],
    },
  });
  expect(sidecarOf(pod)).toMatchObject({
    version: '1.18.0',
    startedAt: minutesAgo(3),
  });
});

it('is no sidecar where there is no daprd', () => {
  expect(
    sidecarOf(
      kubernetesObject('v1', 'Pod', 'x', {
        spec: { containers: [{ name: 'app', image: 'app:1' }] },
      }),
    ),
  ).toBeUndefined();
});
