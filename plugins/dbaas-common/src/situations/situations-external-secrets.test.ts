import {
  deliveredSecret,
  externalSecret,
} from '../fixtures/application-cluster';
import { condition, minutesAgo, NOW, type Changes } from '../fixtures/objects';
import {
  atlasSchema,
  pushSecret,
  secret,
  stalled,
} from '../fixtures/operators';
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
 * Situations 25 to 38 of those that mislead a reader of statuses: External Secrets
 * 2.9 and Atlas Operator 0.7 and 0.8. Each row is one of them.
 */

const minute = 60;
const epoch = (minutes: number) => NOW.getTime() / 1000 - minutes * minute;

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

describe('a secret store and a PushSecret', () => {
  const pushed = (more: Changes & { minutes?: number } = {}) => {
    const { minutes = 1, spec, ...rest } = more;
    return pushSecret({
      spec: {
        refreshInterval: '1h0m0s',
        secretStoreRefs: [{ kind: 'ClusterSecretStore', name: 'dbaas' }],
        selector: { secret: { name: 'orders-db-orders-app' } },
        ...spec,
      },
      status: {
        refreshTime: minutesAgo(minutes),
        syncedPushSecrets: { 'ClusterSecretStore/dbaas': { k: {} } },
        conditions: [
          condition('Ready', 'True', 'Synced', {
            message: 'PushSecret synced successfully',
            minutes: 5_000,
          }),
        ],
      },
      ...rest,
    });
  };
  const rejected = (message: string, status: object = {}, spec?: object) =>
    pushSecret({
      ...(spec && { spec }),
      status: {
        ...status,
        conditions: [condition('Ready', 'False', 'Errored', { message })],
      },
    });
  const source = (minutes: number) =>
    secret('orders-db-orders-app', {
      age: 5_000,
      metadata: { managedFields: [{ time: minutesAgo(minutes) }] },
    });

  it.each(
    readerCases([
      [
        '29 a store is Ready, but was never checked',
        secretStore({ reason: 'ValidationUnknown' }),
        { state: 'unknown', audience: 'platform' },
      ],
      [
        '29 a fake store is valid, which proves nothing',
        secretStore({ spec: { provider: { fake: { data: [] } } } }),
        { state: 'unknown', sentence: expect.stringContaining('stand-in') },
      ],
      [
        '29 a store does not take the login',
        secretStore({ reason: 'InvalidProviderConfig' }),
        { state: 'failed', code: 'secrets.store-unavailable' },
      ],
      [
        '29 a store that can only be read is pushed to',
        rejected('set secret failed: boom'),
        {
          state: 'failed',
          code: 'secrets.store-read-only',
          audience: 'platform',
          sentence: expect.stringContaining(
            'The secret store "dbaas" is for reading only',
          ),
        },
        { lookup: onlyThese(secretStore({ capabilities: 'ReadOnly' })) },
      ],
      [
        '29 a store that can only be read by now was pushed to before',
        pushed(),
        { state: 'degraded', code: 'secrets.store-read-only' },
        { lookup: onlyThese(secretStore({ capabilities: 'ReadOnly' })) },
      ],
      [
        '29 a PushSecret without a matching store never gets a status',
        pushSecret({ age: 5, status: {} }),
        { state: 'unknown', code: 'kubernetes.no-status' },
      ],
      [
        '30 a PushSecret is Synced, but the password was rotated since',
        pushed({ minutes: 40 }),
        {
          state: 'degraded',
          code: 'secrets.push-pending',
          audience: 'wait',
          since: minutesAgo(2),
        },
        { lookup: onlyThese(source(2)) },
      ],
      [
        '30 a PushSecret is Synced, and the password is older than that',
        pushed({ minutes: 1 }),
        { state: 'healthy' },
        { lookup: onlyThese(source(2)) },
      ],
      [
        '30 a PushSecret is Synced again and again, but IfNotExists never updates',
        pushed({ spec: { updatePolicy: 'IfNotExists' } }),
        { state: 'degraded', code: 'secrets.push-never-updates' },
        { lookup: onlyThese(source(20)) },
      ],
      [
        '30 a PushSecret for several stores failed in one, which only syncedPushSecrets shows',
        rejected(
          'set secret failed: boom',
          { syncedPushSecrets: { 'ClusterSecretStore/first': {} } },
          {
            secretStoreRefs: [
              { kind: 'ClusterSecretStore', name: 'first' },
              { kind: 'ClusterSecretStore', name: 'second' },
            ],
          },
        ),
        {
          state: 'degraded',
          code: 'secrets.push-failed',
          sentence: 'The credentials cannot be put into secret store "second".',
        },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    const verdict = read();
    expect(verdict).toMatchObject(expected);
    expect(lacks(verdict)).toEqual([]);
  });
});

describe('an AtlasSchema or AtlasMigration', () => {
  const migration = (status: object, more: Changes = {}) => ({
    ...atlasSchema({ status, ...more }),
    kind: 'AtlasMigration',
  });
  const applied = (status: object) => ({
    observedGeneration: 1,
    failed: 0,
    ...status,
    conditions: [
      condition('Ready', 'True', 'Applied'),
      condition('Reconciling', 'False', 'Applied'),
      condition('Stalled', 'False', 'Applied'),
    ],
  });
  const replaced = { serverCreatedAt: minutesAgo(10) };
  const throughSecret = atlasSchema({
    spec: {
      credentials: {
        scheme: 'postgres',
        database: 'orders',
        hostFrom: { secretKeyRef: { name: 'orders-db-app', key: 'host' } },
        userFrom: { secretKeyRef: { name: 'orders-db-app', key: 'username' } },
      },
    },
  });

  it.each(
    readerCases([
      [
        '33 is Ready, which is no word on tables that somebody dropped since',
        atlasSchema(),
        {
          state: 'healthy',
          sentence: 'The schema was last applied at 2026-11-20T11:10:00.000Z.',
          details: undefined,
        },
      ],
      [
        '33 is Ready, but the database was restored to a new server since',
        atlasSchema(),
        {
          state: 'degraded',
          code: 'atlas.applied-before-server',
          audience: 'you',
        },
        replaced,
      ],
      [
        '34 failed once during a failover and is never tried again',
        atlasSchema({
          status: stalled('ApplyingSchema', 'dial tcp: connection refused'),
        }),
        {
          state: 'failed',
          code: 'server.unreachable',
          audience: 'platform',
          nextStep: expect.stringContaining('does not try again by itself'),
        },
      ],
      [
        '34 gave up silently',
        atlasSchema({ status: stalled('ReadSchema', 'boom', { failed: 21 }) }),
        {
          state: 'failed',
          sentence: expect.stringContaining('gave up after 21 tries'),
          nextStep: expect.stringContaining('change the schema'),
        },
      ],
      [
        '34 is still trying',
        atlasSchema({ status: stalled('ReadSchema', 'boom', { failed: 3 }) }),
        { state: 'failed', nextStep: 'Atlas tries again by itself.' },
      ],
      [
        '35 is Ready for the old host: the Secret with the address was made anew',
        throughSecret,
        {
          state: 'degraded',
          code: 'atlas.address-changed',
          audience: 'you',
          since: minutesAgo(10),
        },
        { lookup: onlyThese(secret('orders-db-app', { age: 10 })) },
      ],
      [
        '35 is Ready, and the Secret with the address is older',
        throughSecret,
        { state: 'healthy' },
        {
          lookup: onlyThese(
            secret('orders-db-app', {
              age: 5_000,
              metadata: { managedFields: [{ time: minutesAgo(3) }] },
            }),
          ),
        },
      ],
      [
        '36 a schema writes last_applied in seconds since 1970',
        atlasSchema({ status: applied({ last_applied: epoch(90) }) }),
        { state: 'healthy', since: '2026-11-20T10:30:00.000Z' },
      ],
      [
        '36 a migration writes lastApplied',
        migration(
          applied({ lastApplied: epoch(90), lastAppliedVersion: '2026' }),
        ),
        { state: 'healthy', since: '2026-11-20T10:30:00.000Z' },
      ],
      [
        '36 a migration that never applied anything writes 0',
        migration(applied({ lastApplied: 0 })),
        { state: 'healthy', sentence: 'The schema is applied.' },
        replaced,
      ],
      [
        '36 has observedGeneration -1 because it was just made',
        atlasSchema({
          age: 1,
          status: { observedGeneration: -1, conditions: [] },
        }),
        { state: 'progressing', audience: 'wait' },
      ],
      [
        '37 a migration file was removed after it had run',
        migration(
          stalled('Migrating', 'sql/migrate: migrate down is not allowed'),
        ),
        {
          state: 'failed',
          audience: 'you',
          sentence: expect.stringContaining('removed'),
        },
      ],
      [
        '37 the database moved: migrate down is not allowed, and no file was removed',
        migration(
          stalled('Migrating', 'sql/migrate: migrate down is not allowed', {
            lastApplied: epoch(500),
          }),
        ),
        {
          state: 'failed',
          code: 'atlas.server-replaced',
          audience: 'platform',
          sentence: expect.stringContaining('former server'),
        },
        replaced,
      ],
      [
        '37 the database moved: no dir-state found',
        migration(
          stalled('Migrating', 'no dir-state found for migration', {
            lastApplied: epoch(500),
          }),
        ),
        { state: 'failed', code: 'atlas.server-replaced' },
        replaced,
      ],
      [
        '38 has an unknown reason and is stalled',
        atlasSchema({ status: stalled('SecurityScanFailed', 'x') }),
        { state: 'failed', code: 'atlas.failed' },
      ],
      [
        '38 has an unknown reason and is not stalled',
        atlasSchema({
          status: {
            observedGeneration: 1,
            conditions: [
              condition('Ready', 'False', 'Pondering'),
              condition('Reconciling', 'True', 'Pondering'),
              condition('Stalled', 'False', 'Pondering'),
            ],
          },
        }),
        { state: 'unknown', sentence: expect.stringContaining('Pondering') },
      ],
      [
        '38 is Ready with an unknown reason',
        atlasSchema({
          status: {
            observedGeneration: 1,
            conditions: [condition('Ready', 'True', 'AppliedWithPlan')],
          },
        }),
        { state: 'healthy' },
      ],
      [
        '38 is of an operator before 0.7.16, which knows Ready only',
        atlasSchema({
          status: {
            conditions: [
              condition('Ready', 'False', 'LintPolicyError', {
                message: 'destructive changes detected',
              }),
            ],
          },
        }),
        { state: 'failed', code: 'atlas.lint-policy', audience: 'you' },
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
              last_applied: epoch(50_000),
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
