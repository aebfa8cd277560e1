import {
  deliveredSecret,
  externalSecret,
} from '../fixtures/application-cluster';
import {
  condition,
  epochMinutesAgo,
  minutesAgo,
  NOW,
  type Changes,
} from '../fixtures/objects';
import { atlasSchema, pushSecret, secret } from '../fixtures/operators';
import {
  aSecret,
  lacks,
  noSecret,
  readerCases,
} from '../fixtures/reader-cases';
import {
  onlyThese,
  secretStore,
  warningEvent,
} from '../fixtures/secret-stores';
import { serviceCases, withObjects } from '../fixtures/service-cases';
import { service } from '../fixtures/services';
import { readResource } from '../resources/read-resource';

/*
 * Situations that mislead a reader of statuses, of ExternalSecrets (External Secrets 2.9)
 * and of the database services that they deliver for. Each row is one of them.
 */

/** An ExternalSecret with `Ready`, and what else differs. */
const es = (
  status: 'True' | 'False',
  reason: string,
  more: { message?: string; minutes?: number } & Changes = {},
) => {
  const { message, minutes = 30, status: rest, ...changes } = more;
  return externalSecret({
    status: {
      refreshTime: minutesAgo(10),
      syncedResourceVersion: '1-3b1e',
      binding: { name: 'orders-db' },
      ...rest,
      conditions: [condition('Ready', status, reason, { message, minutes })],
    },
    ...changes,
  });
};

const hourly = (spec: object = {}) => ({
  refreshInterval: '1h0m0s',
  secretStoreRef: { kind: 'ClusterSecretStore', name: 'dbaas' },
  target: { name: 'orders-db', creationPolicy: 'Owner' },
  ...spec,
});

const failedSync = (more: Changes = {}) =>
  es('False', 'SecretSyncedError', {
    message: 'could not get secret data from provider',
    ...more,
  });

describe('an ExternalSecret', () => {
  const old = { refreshTime: minutesAgo(500) };
  const never = { refreshTime: undefined };
  const generator = (spec: object) => ({
    refreshPolicy: 'Periodic',
    refreshInterval: '1h0m0s',
    target: { name: 'orders-db' },
    dataFrom: [
      {
        sourceRef: {
          generatorRef: {
            apiVersion: 'generators.external-secrets.io/v1alpha1',
            kind: 'Password',
            name: 'orders-db',
          },
        },
      },
    ],
    ...spec,
  });

  it.each(
    readerCases([
      [
        '25 is Ready although the Secret was deleted with its source',
        es('True', 'SecretDeleted', { message: 'secret deleted' }),
        {
          state: 'failed',
          code: 'secrets.secret-missing',
          audience: 'platform',
          sentence: 'There is no Secret "orders-db".',
        },
      ],
      [
        '25 is Ready although the Secret is missing',
        es('True', 'SecretMissing'),
        { state: 'failed', code: 'secrets.secret-missing' },
      ],
      [
        '25 is Ready, its target was deleted by hand, and the operator makes it again',
        es('True', 'SecretSynced'),
        {
          state: 'failed',
          code: 'secrets.secret-missing',
          nextStep: expect.stringContaining('whether External Secrets runs'),
        },
        { lookup: noSecret },
      ],
      [
        '25 is Ready, its target was deleted by hand, and nobody makes it again (Orphan)',
        es('True', 'SecretSynced', {
          spec: hourly({
            target: { name: 'orders-db', creationPolicy: 'Orphan' },
          }),
        }),
        {
          state: 'failed',
          nextStep: expect.stringMatching(/Orphan .*force-sync/),
        },
        { lookup: noSecret },
      ],
      [
        '26 was not refreshed for longer than it should be',
        es('True', 'SecretSynced', { spec: hourly(), status: old }),
        {
          state: 'degraded',
          code: 'secrets.stale',
          audience: 'platform',
          sentence: expect.stringMatching(/8 hours; it should be every 1h0m0s/),
        },
      ],
      [
        '26 is old because it is made once',
        es('True', 'SecretSynced', {
          spec: hourly({ refreshPolicy: 'CreatedOnce' }),
          status: old,
        }),
        { state: 'healthy' },
      ],
      [
        '26 is old because it is made on changes',
        es('True', 'SecretSynced', {
          spec: hourly({ refreshPolicy: 'OnChange' }),
          status: old,
        }),
        { state: 'healthy' },
      ],
      [
        '26 is old because its interval is 0',
        es('True', 'SecretSynced', {
          spec: hourly({ refreshInterval: '0' }),
          status: old,
        }),
        { state: 'healthy' },
      ],
      [
        '26 is old because of its sync windows',
        es('True', 'SecretSynced', {
          spec: hourly({ syncWindows: [{ schedule: '0 2 * * *' }] }),
          status: old,
        }),
        { state: 'healthy' },
      ],
      [
        '26 was refreshed in the future because clocks differ',
        es('True', 'SecretSynced', {
          spec: hourly(),
          status: { refreshTime: minutesAgo(-5) },
        }),
        { state: 'healthy' },
      ],
      [
        '27 fails while the application works on with the old Secret; the cause is in an Event',
        failedSync(),
        {
          state: 'degraded',
          code: 'secrets.store-unreachable',
          sentence: expect.stringMatching(
            /keeps the value of 2026-11-20T11:50:00Z: The secret store cannot be reached/,
          ),
        },
        {
          lookup: aSecret(),
          latestWarning: () => ({
            reason: 'UpdateFailed',
            message: 'dial tcp 10.3.1.4:8200: i/o timeout',
            at: minutesAgo(1),
          }),
        },
      ],
      [
        '27 fails for so long that the Event with the cause is gone: it says how to get it again',
        failedSync({ minutes: 300 }),
        {
          state: 'degraded',
          code: 'secrets.not-refreshed',
          nextStep: expect.stringContaining('force-sync'),
        },
        { lookup: aSecret() },
      ],
      [
        '27 fails and there is no Secret to work on with',
        failedSync({ status: never }),
        { state: 'failed', audience: 'platform' },
        { lookup: noSecret },
      ],
      [
        '28 shows the old success for a new spec',
        es('True', 'SecretSynced', {
          metadata: {
            generation: 3,
            managedFields: [{ time: minutesAgo(1) }],
          },
          status: { syncedResourceVersion: '2-abc' },
        }),
        { state: 'progressing', stale: true, audience: 'wait' },
      ],
      [
        '28 shows the old success for a spec that is not new any more',
        es('True', 'SecretSynced', {
          metadata: {
            generation: 3,
            managedFields: [{ time: minutesAgo(20) }],
          },
          status: { syncedResourceVersion: '2-abc' },
        }),
        { state: 'degraded', code: 'kubernetes.change-not-picked-up' },
      ],
      [
        '28 was given labels by GitOps, which change only the hash',
        es('True', 'SecretSynced', {
          spec: hourly(),
          metadata: { labels: { team: 'orders' } },
          status: { syncedResourceVersion: '1-ffff' },
        }),
        { state: 'healthy' },
      ],
      [
        '29 is refused by the conditions of its ClusterSecretStore, and the Event is gone',
        failedSync({ status: never, spec: hourly() }),
        {
          state: 'failed',
          code: 'secrets.store-refuses-namespace',
          audience: 'platform',
          sentence:
            'There is no Secret "orders-db": The secret store "dbaas" does not accept namespace "orders".',
        },
        {
          lookup: onlyThese(
            secretStore({
              spec: {
                conditions: [
                  { namespaces: ['payments'] },
                  { namespaceRegexes: ['^billing-'] },
                ],
              },
            }),
          ),
        },
      ],
      [
        '29 is let in by one of the conditions of its ClusterSecretStore',
        failedSync({ status: never, spec: hourly() }),
        { state: 'failed', code: 'secrets.not-refreshed' },
        {
          lookup: onlyThese(
            secretStore({
              spec: {
                conditions: [
                  { namespaces: ['payments'] },
                  { namespaceRegexes: ['^ord'] },
                ],
              },
            }),
          ),
        },
      ],
      [
        '29 is refused by its ClusterSecretStore, as the Event says',
        failedSync({ status: never }),
        { state: 'failed', code: 'secrets.store-refuses-namespace' },
        {
          lookup: noSecret,
          latestWarning: () => ({
            reason: 'UpdateFailed',
            message:
              'using cluster store "dbaas" is not allowed from namespace "orders": denied by spec.condition',
          }),
        },
      ],
      [
        '31 has a target that another ExternalSecret owns, as the Event says',
        failedSync({ status: never }),
        {
          state: 'failed',
          code: 'secrets.target-owned-by-another',
          audience: 'you',
          nextStep: 'Choose another secret name in the request.',
        },
        {
          lookup: aSecret(),
          latestWarning: () => ({
            reason: 'UpdateFailed',
            message: 'target is owned by another ExternalSecret',
          }),
        },
      ],
      [
        '31 has a target that another ExternalSecret owns, as the Secret itself says',
        failedSync({ status: never, metadata: { uid: 'uid-second' } }),
        {
          state: 'failed',
          code: 'secrets.target-owned-by-another',
          audience: 'you',
        },
        { lookup: onlyThese(deliveredSecret()) },
      ],
      [
        '32 makes up a new password at each refresh, and the database keeps the old one',
        es('True', 'SecretSynced', { spec: generator({}), age: 11 }),
        {
          state: 'degraded',
          code: 'secrets.password-rerolled',
          audience: 'platform',
          nextStep: expect.stringContaining('CreatedOnce'),
        },
      ],
      [
        '32 has made up a new password because a label changed',
        es('True', 'SecretSynced', {
          spec: generator({ refreshInterval: '0' }),
          age: 5_000,
        }),
        {
          state: 'degraded',
          code: 'secrets.password-rerolled',
          sentence: expect.stringContaining('new password at 2026-11-20T11:50'),
        },
      ],
      [
        '32 makes up a password once and for all',
        es('True', 'SecretSynced', {
          spec: generator({ refreshPolicy: 'CreatedOnce' }),
          age: 5_000,
        }),
        { state: 'healthy' },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    const verdict = read();
    expect(verdict).toMatchObject(expected);
    expect(lacks(verdict)).toEqual([]);
  });
});

describe('a database service', () => {
  const inApps = externalSecret;
  it.each(
    serviceCases([
      [
        '25 has lost its Secret under a ready claim',
        service({
          externalSecret: inApps({
            status: {
              refreshTime: minutesAgo(10),
              conditions: [condition('Ready', 'True', 'SecretDeleted')],
            },
          }),
          deliveredSecret: undefined,
        }),
        {
          state: 'failed',
          availability: 'unavailable',
          audience: 'platform',
          headline: 'Broken, and not by you',
        },
      ],
      [
        '27 cannot refresh its credentials, and works with the old ones',
        service({ externalSecret: failedSync() }),
        {
          state: 'degraded',
          availability: 'impaired',
          headline: expect.stringMatching(
            /^Working, with a problem: Secret "orders-db" keeps the value/,
          ),
        },
      ],
      [
        '27 tells the cause that stands in an Event of the application cluster',
        withObjects(
          service({ externalSecret: failedSync() }),
          'apps',
          warningEvent(failedSync(), 'dial tcp 10.3.1.4:8200: i/o timeout'),
        ),
        {
          state: 'degraded',
          headline: expect.stringContaining(
            'The secret store cannot be reached',
          ),
        },
      ],
      [
        '30 has rotated a password that is not pushed yet',
        service({
          pushSecret: pushSecret({
            status: {
              refreshTime: minutesAgo(30),
              syncedPushSecrets: { 'ClusterSecretStore/dbaas': {} },
              conditions: [condition('Ready', 'True', 'Synced')],
            },
          }),
        }),
        {
          state: 'degraded',
          availability: 'impaired',
          audience: 'wait',
          headline: expect.stringContaining('credentials have changed'),
        },
        {
          lookup: (_cluster, { name }) =>
            name === 'orders-db-orders-app'
              ? { found: 'yes', object: secret(name, { age: 5 }) }
              : { found: 'unreadable' },
        },
      ],
      [
        '33 has a schema that was applied to a server before this one',
        service({
          atlasSchema: atlasSchema({
            status: {
              observedGeneration: 1,
              last_applied: epochMinutesAgo(50_000),
              conditions: [condition('Ready', 'True', 'Applied')],
            },
          }),
        }),
        { state: 'degraded', convergence: 'stuck', audience: 'you' },
      ],
    ]),
  )('$what', ({ assess, expected }) => {
    const assessment = assess();
    expect(assessment).toMatchObject(expected);
    expect(assessment.findings.flatMap(lacks)).toEqual([]);
  });

  it('28 a verdict on a stale success is never an error of its own', () => {
    const verdict = readResource(
      es('True', 'SecretSynced', {
        metadata: { generation: 9 },
        status: { syncedResourceVersion: '8-x' },
      }),
      { now: NOW },
    );
    expect(verdict).toMatchObject({ state: 'progressing', since: undefined });
  });
});
