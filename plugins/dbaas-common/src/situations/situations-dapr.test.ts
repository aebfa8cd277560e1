import {
  daprComponent,
  deliveredSecret,
} from '../fixtures/application-cluster';
import { daprPod, podsOf } from '../fixtures/dapr-pods';
import { kubernetesObject, minutesAgo } from '../fixtures/objects';
import {
  aSecret,
  lacks,
  noSecret,
  readerCases,
} from '../fixtures/reader-cases';
import type { LookupResult } from '../resources/reader';

/*
 * Situations that mislead a reader of statuses, of Components of Dapr. Each row is one
 * of them.
 */

describe('a Component of Dapr', () => {
  const changed = (minutes: number) => () =>
    ({
      found: 'yes',
      object: deliveredSecret({
        age: 5_000,
        metadata: {
          name: 'orders-db',
          managedFields: [{ time: minutesAgo(minutes) }],
        },
      }),
    } as const satisfies LookupResult);
  const configuration = (enabled: boolean) =>
    kubernetesObject('dapr.io/v1alpha1', 'Configuration', 'tracing', {
      spec: { features: [{ name: 'HotReload', enabled }] },
    });
  const withConfiguration = (enabled: boolean, minutes: number) => ({
    lookup: ({ kind }: { kind: string }): LookupResult =>
      kind === 'Configuration'
        ? { found: 'yes', object: configuration(enabled) }
        : changed(minutes)(),
  });

  it.each(
    readerCases([
      [
        '42 is set up, its pod is 2/2, and only the sidecar knows whether it is loaded',
        daprComponent(),
        { state: 'unknown', statusless: true, reason: 'NotConfirmed' },
        { lookup: changed(500), sidecars: podsOf(daprPod()) },
      ],
      [
        '42 names a Secret that is missing, which hides all components of the app',
        daprComponent(),
        {
          state: 'failed',
          code: 'dapr.secret-missing',
          audience: 'platform',
          sentence:
            'Dapr cannot load its components for orders-api: Secret "orders-db" is missing.',
        },
        { lookup: noSecret, sidecars: podsOf(daprPod()) },
      ],
      [
        '42 names a Secret that is made at the same time',
        daprComponent({ age: 1 }),
        { state: 'progressing', audience: 'wait' },
        { lookup: noSecret, sidecars: podsOf(daprPod()) },
      ],
      [
        '42 names a key that the Secret does not have',
        daprComponent(),
        {
          state: 'failed',
          sentence: expect.stringContaining('no key "host"'),
        },
        { lookup: aSecret({ data: { port: 'x' } }) },
      ],
      [
        '42 has a typo in its scopes',
        daprComponent({ scopes: ['ordres-api'] }),
        {
          state: 'unknown',
          statusless: true,
          code: 'dapr.no-application',
          audience: 'you',
          sentence: expect.stringMatching(
            /is for ordres-api, of which nothing runs in namespace "orders"; there is orders-api/,
          ),
        },
        { lookup: changed(500), sidecars: podsOf(daprPod()) },
      ],
      [
        '42 is in another namespace than its application',
        daprComponent(),
        {
          state: 'unknown',
          code: 'dapr.no-application',
          sentence: expect.stringContaining(
            'runs in namespace orders-prod and not in "orders"',
          ),
        },
        {
          lookup: changed(500),
          sidecars: podsOf(daprPod({ namespace: 'orders-prod' })),
        },
      ],
      [
        '42 is used by sidecars that are older than its Secret and do not reload (1.17)',
        daprComponent(),
        {
          state: 'degraded',
          code: 'dapr.restart-needed',
          audience: 'you',
          sentence: '2 pods of orders-api still use the old credentials.',
          nextStep: 'Restart orders-api.',
        },
        {
          lookup: changed(10),
          sidecars: podsOf(
            daprPod({ name: 'a', version: '1.17.4' }),
            daprPod({ name: 'b', version: '1.17.4' }),
            daprPod({ name: 'c', version: '1.17.4', startedMinutesAgo: 5 }),
          ),
        },
      ],
      [
        '42 is used by sidecars that are older than its Secret and reload by themselves (1.18)',
        daprComponent(),
        { state: 'unknown', reason: 'NotConfirmed' },
        { lookup: changed(10), sidecars: podsOf(daprPod()) },
      ],
      [
        '42 is used by sidecars that could reload, with hot reload switched off',
        daprComponent(),
        { state: 'degraded', code: 'dapr.restart-needed' },
        {
          ...withConfiguration(false, 10),
          sidecars: podsOf(daprPod({ configuration: 'tracing' })),
        },
      ],
      [
        '42 is used by sidecars of 1.17 with hot reload switched on',
        daprComponent(),
        { state: 'unknown', reason: 'NotConfirmed' },
        {
          ...withConfiguration(true, 10),
          sidecars: podsOf(
            daprPod({ configuration: 'tracing', version: '1.17.4' }),
          ),
        },
      ],
      [
        '42 holds the state of actors, which sidecars before 1.18.3 do not reload',
        daprComponent({
          spec: {
            type: 'state.postgresql',
            metadata: [
              {
                name: 'host',
                secretKeyRef: { name: 'orders-db', key: 'host' },
              },
              { name: 'actorStateStore', value: 'true' },
            ],
          },
        }),
        { state: 'degraded', code: 'dapr.restart-needed' },
        {
          lookup: changed(10),
          sidecars: podsOf(daprPod({ version: '1.18.2' })),
        },
      ],
      [
        '42 belongs to an app whose sidecar cannot start',
        daprComponent(),
        { state: 'failed', code: 'dapr.sidecar-stopped', audience: 'you' },
        {
          lookup: changed(500),
          sidecars: podsOf(daprPod({ crashedMinutesAgo: 600 })),
        },
      ],
      [
        '43 has stopped its app since a bad value was loaded at once',
        daprComponent(),
        {
          state: 'failed',
          code: 'dapr.reload-failed',
          audience: 'platform',
          sentence: expect.stringMatching(
            /sidecar of orders-api has stopped since the credentials changed/,
          ),
          evidence: [
            {
              path: 'Pod orders-api-7d9f-x2k4 status.containerStatuses[daprd]',
              value: 'CrashLoopBackOff, 7 restarts',
            },
          ],
        },
        {
          lookup: changed(10),
          sidecars: podsOf(daprPod({ crashedMinutesAgo: 3 })),
        },
      ],
      [
        '47 names a Secret that may be seen but not read',
        daprComponent(),
        { state: 'unknown', statusless: true },
        { lookup: aSecret() },
      ],
      [
        '47 names a Secret that may not be seen',
        daprComponent(),
        { state: 'unknown', statusless: true },
        { lookup: () => ({ found: 'unreadable' }) },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    const verdict = read();
    expect(verdict).toMatchObject(expected);
    expect(lacks(verdict)).toEqual([]);
  });
});
