import {
  condition,
  creating,
  kubernetesObject,
  minutesAgo,
  NOW,
  ready,
  synced,
  syncError,
  type Changes,
} from '../fixtures/objects';
import {
  atlasSchema,
  claim,
  cluster,
  daprComponent,
  database,
  externalSecret,
  providerConfig,
  pushSecret,
  remoteObject,
  role,
  secret,
  stalled,
} from '../fixtures/operators';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { createReadResource, readResource } from './read-resource';
import type { LookupResult, ReadContext } from './reader';
import type { Verdict } from './verdict';

/** `sentence` may be a pattern. */
type Expected = Partial<Record<keyof Verdict, unknown>>;
type Case = [
  what: string,
  object: KubernetesObject,
  expected: Expected,
  context?: Partial<ReadContext>,
];

function expectVerdict(
  object: KubernetesObject,
  expected: Expected,
  context: Partial<ReadContext> = {},
) {
  const verdict = readResource(object, { now: NOW, ...context });
  expect(verdict).toMatchObject(expected);
}

/** A test for each case. */
function judges(cases: Case[]): void {
  it.each(cases.map(([what, ...rest]) => ({ what, rest })))(
    '$what',
    ({ rest: [object, expected, context] }) => {
      const verdict = readResource(object, { now: NOW, ...context });
      expect(verdict).toMatchObject(expected);
    },
  );
}

const noSecret = (): LookupResult => ({ found: 'no' });
const aSecret = (changes?: Changes) => (): LookupResult => ({
  found: 'yes',
  object: secret('any', changes),
});

describe('a managed resource of Crossplane', () => {
  const withConditions = (
    conditions: object[],
    changes: Changes = {},
  ): KubernetesObject => database({ status: { conditions }, ...changes });

  judges([
    [
      'ready and in sync',
      database(),
      {
        state: 'healthy',
        reason: 'Available',
        sentence: 'Database "orders" is ready.',
      },
    ],
    [
      'ready, but not in sync (1)',
      withConditions([ready, syncError('cannot update database')]),
      { state: 'degraded', stale: true },
    ],
    [
      'just created',
      withConditions([creating, synced], { age: 1 }),
      { state: 'progressing', audience: 'wait' },
    ],
    [
      'without conditions and new (8)',
      withConditions([], { age: 1 }),
      { state: 'progressing' },
    ],
    [
      'without conditions for long (8)',
      withConditions([], { age: 10 }),
      { state: 'unknown', code: 'kubernetes.no-status' },
    ],
    [
      'paused by annotation (5)',
      database({
        metadata: { annotations: { 'crossplane.io/paused': 'true' } },
      }),
      { state: 'paused', stale: true },
    ],
    [
      'not paused by another text (5)',
      database({ metadata: { annotations: { 'crossplane.io/paused': '1' } } }),
      { state: 'healthy' },
    ],
    [
      'paused by empty policies (5)',
      database({ spec: { forProvider: {}, managementPolicies: [] } }),
      { state: 'paused' },
    ],
    [
      'paused, with Synced False (5)',
      withConditions([ready, condition('Synced', 'False', 'ReconcilePaused')]),
      { state: 'paused', since: minutesAgo(30) },
    ],
    [
      'paused, then deleted (6)',
      database({
        metadata: {
          annotations: { 'crossplane.io/paused': 'true' },
          deletionTimestamp: minutesAgo(40),
          finalizers: ['finalizer.managedresource.crossplane.io'],
        },
      }),
      {
        state: 'degraded',
        code: 'kubernetes.deletion-blocked',
        sentence: expect.stringMatching(/finalizer\.managedresource/),
      },
    ],
    [
      'being deleted',
      database({ metadata: { deletionTimestamp: minutesAgo(2) } }),
      { state: 'deleting' },
    ],
    [
      'changed since it was last looked at (7)',
      database({
        metadata: {
          generation: 2,
          managedFields: [{ manager: 'kubectl', time: minutesAgo(1) }],
        },
      }),
      { state: 'progressing', stale: true },
    ],
    [
      'changed long ago and not looked at (7)',
      database({
        metadata: {
          generation: 2,
          managedFields: [
            { time: minutesAgo(30) },
            { time: minutesAgo(1), subresource: 'status' },
          ],
        },
      }),
      { state: 'degraded', code: 'kubernetes.change-not-picked-up' },
    ],
    [
      'failing while it is made, at first',
      withConditions([creating, syncError('cannot create database: boom', 2)], {
        age: 3,
      }),
      { state: 'progressing' },
    ],
    [
      'failing for longer',
      withConditions([creating, syncError('cannot create database: boom', 6)], {
        age: 8,
      }),
      { state: 'failed', audience: 'platform' },
    ],
    [
      'waiting for a Secret within the time of a build',
      withConditions(
        [
          creating,
          syncError(
            'connect failed: cannot get credentials Secret: secrets "x" not found',
            8,
          ),
        ],
        { age: 9 },
      ),
      { state: 'progressing', audience: 'wait' },
    ],
    [
      'waiting for a Secret for too long',
      withConditions(
        [
          creating,
          syncError(
            'connect failed: cannot get credentials Secret: secrets "x" not found',
          ),
        ],
        { age: 30 },
      ),
      { state: 'failed', code: 'crossplane.waiting-for-another-resource' },
    ],
    [
      'which may or may not have been created',
      withConditions([
        creating,
        syncError(
          'cannot determine creation result - remove the crossplane.io/external-create-pending annotation if it is safe to proceed',
          1,
        ),
      ]),
      {
        state: 'failed',
        audience: 'platform',
        code: 'crossplane.creation-unclear',
      },
    ],
    [
      'whose deletion hangs on open sessions (24)',
      withConditions([
        ready,
        syncError(
          'delete failed: cannot drop database: database "orders" is being accessed by other users',
        ),
      ]),
      { code: 'database.in-use', audience: 'you' },
    ],
    [
      'that is unavailable',
      withConditions([condition('Ready', 'False', 'Unavailable'), synced]),
      { state: 'degraded' },
    ],
    [
      'that drifted',
      withConditions([ready, synced, condition('UpToDate', 'False', 'Drift')]),
      { state: 'degraded' },
    ],
  ]);

  it('keeps passwords out of everything that it says (51)', () => {
    const verdict = readResource(
      withConditions([
        ready,
        syncError(
          'cannot connect: postgres://admin:s3cr3t@host/db password=s3cr3t',
        ),
      ]),
      { now: NOW },
    );
    expect(JSON.stringify(verdict)).not.toContain('s3cr3t');
  });
});

describe('a claim', () => {
  const conditions = (...all: object[]) => ({ status: { conditions: all } });
  const notReady = condition('Ready', 'False', 'Creating', {
    message: 'Unready resources: a, b, c, and 13 more',
  });
  judges([
    ['ready', claim(), { state: 'healthy' }],
    [
      'with more conditions of its own (17)',
      claim(
        conditions(
          synced,
          ready,
          condition('ServerReady', 'True', 'Available'),
        ),
      ),
      { state: 'healthy' },
    ],
    [
      'young and not ready',
      claim({ age: 2, ...conditions(synced, creating) }),
      { state: 'progressing', audience: 'wait' },
    ],
    [
      'not ready after a year (3)',
      claim({ age: 500_000, ...conditions(synced, notReady) }),
      { state: 'degraded' },
    ],
    [
      'not ready again while young (3)',
      claim({ age: 2, ...conditions(synced, notReady) }),
      { state: 'degraded' },
      { wasReady: true },
    ],
    [
      'ready from before an error (4)',
      claim(conditions(syncError('cannot apply'), ready)),
      { state: 'degraded', stale: true },
    ],
    [
      'never ready with an error',
      claim(conditions(syncError('cannot compose resources: boom'))),
      { state: 'failed', audience: 'platform' },
    ],
    [
      'that the composition refuses',
      claim(
        conditions(
          syncError(
            'cannot compose resources: pipeline step "compose" returned a fatal result: The request cannot be built. spec.plan: There is no plan "huge".',
          ),
        ),
      ),
      {
        state: 'failed',
        audience: 'you',
        code: 'request.refused',
        sentence: 'spec.plan: There is no plan "huge".',
      },
    ],
    [
      'with a kind that is not installed (15)',
      claim(
        conditions(
          syncError(
            'cannot get composed resource: no matches for kind "Database" in version "x/v1"',
          ),
        ),
      ),
      { state: 'failed', code: 'crossplane.kind-not-installed' },
    ],
    [
      'of a failed pipeline',
      claim(
        conditions(
          synced,
          ready,
          condition('SchemaApplied', 'Unknown', 'FatalError'),
        ),
      ),
      { state: 'unknown' },
    ],
    [
      'that changes too often (49)',
      claim(
        conditions(
          synced,
          ready,
          condition('Responsive', 'False', 'WatchCircuitOpen'),
        ),
      ),
      { state: 'degraded', code: 'crossplane.circuit-open' },
    ],
    [
      'that nobody looks at',
      claim({ age: 10, status: {} }),
      { state: 'unknown', code: 'crossplane.not-reconciled' },
    ],
    [
      'paused',
      claim({ metadata: { annotations: { 'crossplane.io/paused': 'true' } } }),
      { state: 'paused' },
    ],
  ]);

  it('of Crossplane 1 that waits has the state of its composite resource (17)', () => {
    const old = kubernetesObject('acme.io/v1', 'Postgres', 'orders', {
      spec: {
        compositeDeletePolicy: 'Background',
        resourceRef: {
          apiVersion: 'acme.io/v1',
          kind: 'XPostgres',
          name: 'orders-x7k2p',
        },
      },
      status: {
        conditions: [
          condition('Ready', 'False', 'Waiting'),
          condition('Synced', 'True', 'ReconcileSuccess'),
        ],
      },
    });
    const composite = kubernetesObject(
      'acme.io/v1',
      'XPostgres',
      'orders-x7k2p',
      {
        metadata: { namespace: undefined },
        spec: { claimRef: {}, resourceRefs: [] },
        status: { conditions: [syncError('cannot compose')] },
      },
    );
    expectVerdict(
      old,
      { state: 'failed', code: 'crossplane.reconcile-error' },
      {
        lookup: ({ kind }: { kind: string }): LookupResult =>
          kind === 'XPostgres'
            ? { found: 'yes', object: composite }
            : { found: 'no' },
      },
    );
  });
});

describe('kinds that share a name', () => {
  it('are told apart by their group (16)', () => {
    const other = kubernetesObject(
      'cluster.x-k8s.io/v1beta1',
      'Cluster',
      'mgmt',
      {
        status: { phase: 'Cluster in healthy state' },
      },
    );
    expectVerdict(cluster(), { state: 'healthy' });
    expectVerdict(other, { state: 'unknown' });
  });

  it('are never healthy by guess', () => {
    const unknown = (...conditions: object[]) =>
      kubernetesObject('acme.io/v1', 'Thing', 'x', { status: { conditions } });
    expectVerdict(unknown(condition('Ready', 'True', 'Fine')), {
      state: 'healthy',
    });
    expectVerdict(unknown(condition('Sparkling', 'True', 'Yes')), {
      state: 'unknown',
    });
    expectVerdict(
      unknown(
        condition('Ready', 'True', 'Fine'),
        condition('Stalled', 'True', 'No'),
      ),
      { state: 'failed' },
    );
    expectVerdict(kubernetesObject('acme.io/v1', 'Thing', 'x'), {
      state: 'unknown',
    });
  });

  it('can be given a reader of their own', () => {
    const read = createReadResource([
      {
        groups: ['acme.io'],
        kinds: ['Thing'],
        read: () => ({
          state: 'paused',
          reason: 'r',
          sentence: 's',
          evidence: [],
        }),
      },
    ]);
    expect(
      read(kubernetesObject('acme.io/v1', 'Thing', 'x'), { now: NOW }).state,
    ).toBe('paused');
  });
});

describe('a Role and a ProviderConfig of provider-sql', () => {
  judges([
    [
      'a Role whose Secret is there',
      role(),
      { state: 'healthy' },
      { lookup: aSecret() },
    ],
    [
      'an adopted Role without a password (22)',
      role(),
      { state: 'failed', code: 'users.no-password' },
      { lookup: aSecret({ data: {} }) },
    ],
    [
      'a Role whose Secret is gone',
      role(),
      { state: 'failed', code: 'users.no-password' },
      { lookup: noSecret },
    ],
    [
      'a ProviderConfig of which nothing more is known (10)',
      providerConfig(),
      { state: 'unknown', statusless: true },
    ],
    [
      'a ProviderConfig with its Secret',
      providerConfig(),
      { state: 'healthy' },
      { lookup: aSecret() },
    ],
    [
      'a ProviderConfig with an incomplete Secret',
      providerConfig(),
      {
        state: 'failed',
        sentence: expect.stringMatching(/lacks host, password/),
      },
      { lookup: aSecret({ data: { port: 'x', username: 'x' } }) },
    ],
    [
      'a ProviderConfig without its Secret',
      providerConfig(),
      { state: 'failed' },
      { lookup: noSecret },
    ],
    [
      'a ProviderConfig while the server is made',
      providerConfig(),
      { state: 'progressing' },
      { lookup: noSecret, serverBuilding: true },
    ],
  ]);
});

describe('an ExternalSecret', () => {
  const es = (reason: string, status: object = {}, spec: object = {}) =>
    externalSecret({
      spec: {
        refreshInterval: '1h0m0s',
        target: { name: 'orders-db' },
        ...spec,
      },
      status: {
        refreshTime: minutesAgo(10),
        conditions: [
          condition(
            'Ready',
            reason === 'SecretSyncedError' ? 'False' : 'True',
            reason,
            { message: 'could not get secret data from provider' },
          ),
        ],
        ...status,
      },
    });
  const old = { refreshTime: minutesAgo(500) };
  judges([
    [
      'synced',
      externalSecret(),
      { state: 'healthy', sentence: 'Secret "orders-db" is delivered.' },
    ],
    [
      'Ready, but the Secret was deleted (25)',
      es('SecretDeleted'),
      { state: 'failed', code: 'secrets.secret-missing' },
    ],
    [
      'Ready, but the Secret is missing (25)',
      es('SecretMissing'),
      { state: 'failed' },
    ],
    [
      'Ready, but there is no Secret (25)',
      es('SecretSynced'),
      { state: 'failed' },
      { lookup: noSecret },
    ],
    [
      'not refreshed for too long (26)',
      es('SecretSynced', old),
      {
        state: 'degraded',
        code: 'secrets.stale',
        sentence: expect.stringMatching(/8 hours/),
      },
    ],
    [
      'old by its policy (26)',
      es('SecretSynced', old, { refreshPolicy: 'CreatedOnce' }),
      { state: 'healthy' },
    ],
    [
      'old by interval 0 (26)',
      es('SecretSynced', old, { refreshInterval: '0' }),
      { state: 'healthy' },
    ],
    [
      'refreshed in the future, as clocks differ (26)',
      es('SecretSynced', { refreshTime: minutesAgo(-5) }),
      { state: 'healthy' },
    ],
    [
      'failing while the app works on the old Secret (27)',
      es('SecretSyncedError'),
      {
        state: 'degraded',
        sentence: expect.stringMatching(/keeps the value of 2026/),
      },
      { lookup: aSecret() },
    ],
    [
      'failing without any Secret',
      es('SecretSyncedError', { refreshTime: undefined }),
      { state: 'failed' },
      { lookup: noSecret },
    ],
    [
      'whose target another one owns (31)',
      es('SecretSyncedError', { refreshTime: undefined }),
      {
        state: 'failed',
        audience: 'you',
        code: 'secrets.target-owned-by-another',
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
      'success of an earlier spec (28)',
      externalSecret({
        metadata: { generation: 3 },
        status: {
          refreshTime: minutesAgo(1),
          syncedResourceVersion: '2-abc',
          conditions: [condition('Ready', 'True', 'SecretSynced')],
        },
      }),
      { state: 'progressing', stale: true },
    ],
  ]);
});

describe('a PushSecret and a secret store', () => {
  const store = (reason: string, status: 'True' | 'False' = 'True') =>
    kubernetesObject('external-secrets.io/v1', 'ClusterSecretStore', 'dbaas', {
      status: {
        capabilities: 'ReadWrite',
        conditions: [condition('Ready', status, reason)],
      },
    });
  const failing = (message: string, status: object = {}) =>
    pushSecret({
      status: {
        ...status,
        conditions: [condition('Ready', 'False', 'Errored', { message })],
      },
    });
  judges([
    ['a PushSecret that pushed', pushSecret(), { state: 'healthy' }],
    [
      'a PushSecret whose source changed since (30)',
      pushSecret({
        status: {
          refreshTime: minutesAgo(10),
          conditions: [condition('Ready', 'True', 'Synced')],
        },
      }),
      { state: 'degraded', code: 'secrets.push-pending' },
      {
        lookup: aSecret({
          metadata: { managedFields: [{ time: minutesAgo(2) }] },
        }),
      },
    ],
    [
      'a PushSecret that never got a status (29)',
      pushSecret({ age: 5, status: {} }),
      { state: 'unknown' },
    ],
    [
      'a PushSecret whose source is gone',
      pushSecret({
        status: { conditions: [condition('Ready', 'False', 'SourceDeleted')] },
      }),
      { state: 'failed' },
    ],
    [
      'a PushSecret that may not write',
      failing('set secret failed: secrets is forbidden'),
      { state: 'failed', code: 'secrets.store-read-only' },
    ],
    [
      'a PushSecret that worked before',
      failing('set secret failed: boom', {
        syncedPushSecrets: { 'ClusterSecretStore/dbaas': {} },
      }),
      { state: 'degraded' },
    ],
    ['a store that works', store('Valid'), { state: 'healthy' }],
    [
      'a store that was not checked (29)',
      store('ValidationUnknown'),
      { state: 'unknown' },
    ],
    [
      'a store that does not work',
      store('ValidationFailed', 'False'),
      { state: 'failed' },
    ],
  ]);
});

describe('an Atlas resource', () => {
  const inProgress = (reason: string, minutes = 1) => ({
    observedGeneration: 1,
    conditions: [
      condition('Ready', 'False', reason, { minutes }),
      condition('Reconciling', 'True', reason, { minutes }),
      condition('Stalled', 'False', reason, { minutes }),
    ],
  });
  const atlas = (status: object, more: Changes = {}) =>
    atlasSchema({ status, ...more });
  judges([
    [
      'applied, without a word on drift (33)',
      atlasSchema(),
      {
        state: 'healthy',
        sentence: 'The schema was last applied at 2026-11-20T11:10:00.000Z.',
        details: undefined,
      },
    ],
    [
      'applied before the server was made (33, 35)',
      atlasSchema(),
      { state: 'degraded', code: 'atlas.applied-before-server' },
      { serverCreatedAt: minutesAgo(10) },
    ],
    [
      'applied for an earlier spec',
      atlasSchema({ metadata: { generation: 2 } }),
      { state: 'progressing' },
    ],
    [
      'waiting for approval',
      atlas({
        ...inProgress('ApprovalPending'),
        planURL: 'https://acme.atlasgo.cloud/plan/1',
      }),
      {
        state: 'progressing',
        needsApproval: true,
        audience: 'reviewer',
        link: {
          title: 'Review the plan',
          url: 'https://acme.atlasgo.cloud/plan/1',
        },
      },
    ],
    [
      'getting a dev database',
      atlas(inProgress('GettingDevDB')),
      { state: 'progressing' },
    ],
    [
      'getting a dev database for ever (40)',
      atlas(inProgress('GettingDevDB', 15)),
      { state: 'degraded', code: 'atlas.dev-database-missing' },
    ],
    [
      'blocked by the lint policy',
      atlas(stalled('LintPolicyError', 'destructive changes detected')),
      { state: 'failed', audience: 'you', code: 'atlas.lint-policy' },
    ],
    [
      'refusing to drop tables in its first run',
      atlas(stalled('FirstRunDestructive', 'x')),
      { audience: 'you', code: 'atlas.first-run-destructive' },
    ],
    [
      'waiting for credentials of a new server',
      atlas(stalled('ReadSchema', 'Secret "x" not found')),
      { state: 'progressing' },
      { serverBuilding: true },
    ],
    [
      'that does not try again (34)',
      atlas(
        stalled('ApplyingSchema', 'sql/migrate: exec: relation already exists'),
      ),
      {
        state: 'failed',
        audience: 'you',
        nextStep:
          'Atlas does not try again by itself: change the schema in the request.',
      },
    ],
    [
      'that gave up (34)',
      atlas(stalled('ReadSchema', 'boom', { failed: 21 })),
      {
        state: 'failed',
        sentence: expect.stringMatching(/gave up after 21 tries/),
      },
    ],
    [
      'whose server was out for a moment (34)',
      atlas(stalled('ApplyingSchema', 'dial tcp: connection refused')),
      { state: 'failed', code: 'server.unreachable', audience: 'platform' },
    ],
    [
      'with invalid SQL',
      atlas(stalled('ApplyingSchema', 'pq: syntax error at or near "CRATE"')),
      { sentence: 'The SQL of the schema is not valid.' },
    ],
    [
      'whose migration was removed (37)',
      atlas(stalled('Migrating', 'migrate down is not allowed')),
      { sentence: expect.stringMatching(/removed after it had run/) },
    ],
    [
      'that needs a login',
      atlas(stalled('WhoAmI', 'unauthorized')),
      { audience: 'platform', code: 'atlas.login-required' },
    ],
    [
      'with a new reason, stalled (38)',
      atlas(stalled('BrandNew', 'x')),
      { state: 'failed' },
    ],
    [
      'with a new reason, not stalled (38)',
      atlas(inProgress('BrandNew')),
      { state: 'unknown' },
    ],
    [
      'of an old operator with Ready only (38)',
      atlas({ conditions: [condition('Ready', 'False', 'LintPolicyError')] }),
      { state: 'failed', code: 'atlas.lint-policy' },
    ],
    [
      'never looked at, with observedGeneration -1 (36)',
      atlas({ observedGeneration: -1, ...{ conditions: [] } }, { age: 1 }),
      { state: 'progressing' },
    ],
  ]);

  it('drifted (39)', () => {
    const drift = (status: 'True' | 'False') =>
      kubernetesObject('db.atlasgo.io/v1alpha1', 'AtlasDriftCheck', 'x', {
        status: { conditions: [condition('Drifted', status, 'x')] },
      });
    expectVerdict(drift('True'), { state: 'degraded' });
    expectVerdict(drift('False'), { state: 'healthy' });
  });
});

describe('an Object of provider-kubernetes', () => {
  judges([
    [
      'is what it carries (41)',
      remoteObject(
        externalSecret({
          status: { conditions: [condition('Ready', 'True', 'SecretDeleted')] },
        }),
        'secrets',
      ),
      { state: 'failed', code: 'secrets.secret-missing' },
    ],
    [
      'around a healthy object',
      remoteObject(externalSecret(), 'secrets'),
      { state: 'healthy' },
    ],
    [
      'around something without a status (10)',
      remoteObject(daprComponent(), 'dapr'),
      { state: 'unknown', statusless: true },
    ],
    [
      'that was not seen yet',
      remoteObject(externalSecret(), 'secrets', { observed: false }),
      { state: 'progressing' },
    ],
    [
      'that reads an inverted condition right (39)',
      remoteObject(atlasSchema(), 'schema'),
      { state: 'healthy' },
    ],
    [
      'whose cluster cannot be reached',
      remoteObject(externalSecret(), 'secrets', {
        status: {
          conditions: [
            creating,
            syncError('connect failed: dial tcp: i/o timeout'),
          ],
        },
      }),
      { state: 'failed', code: 'server.unreachable' },
    ],
  ]);

  it('says where it has its evidence from', () => {
    const verdict = readResource(remoteObject(externalSecret(), 'secrets'), {
      now: NOW,
    });
    expect(verdict.evidence[0].path).toBe(
      'status.atProvider.manifest.status.conditions[Ready]',
    );
  });
});

describe('a Component of Dapr', () => {
  judges([
    [
      'whose use nobody can confirm (42)',
      daprComponent(),
      {
        state: 'unknown',
        statusless: true,
        sentence: expect.stringMatching(/set up for orders-api/),
      },
    ],
    [
      'whose Secret is missing (42)',
      daprComponent(),
      {
        state: 'failed',
        sentence: expect.stringMatching(
          /cannot load its components for orders-api: Secret "orders-db" is missing/,
        ),
      },
      { lookup: noSecret },
    ],
    [
      'whose key is missing',
      daprComponent(),
      { state: 'failed', sentence: expect.stringMatching(/no key "host"/) },
      { lookup: aSecret({ data: { port: 'x' } }) },
    ],
    [
      'whose Secret may be seen but not read (47)',
      daprComponent(),
      { state: 'unknown', statusless: true },
      { lookup: aSecret() },
    ],
  ]);
});

describe('a Cluster of CloudNativePG', () => {
  judges([
    [
      'healthy',
      cluster(),
      { state: 'healthy', sentence: 'The server runs with 1 instance.' },
    ],
    [
      'setting up',
      cluster({ phase: 'Setting up primary', readyInstances: 0, age: 1 }),
      { state: 'progressing' },
    ],
    [
      'being changed for too long',
      cluster({
        phase: 'Applying configuration',
        status: {
          conditions: [condition('Ready', 'False', 'x', { minutes: 45 })],
        },
      }),
      { state: 'degraded', code: 'server.slow' },
    ],
    ['failing over', cluster({ phase: 'Failing over' }), { state: 'degraded' }],
    [
      'beyond repair',
      cluster({
        phase: 'Cluster is unrecoverable and needs manual intervention',
      }),
      { state: 'failed' },
    ],
    ['in a new phase', cluster({ phase: 'Dreaming' }), { state: 'unknown' }],
    [
      'healthy with a broken replica (44)',
      cluster({ spec: { instances: 3 }, readyInstances: 2 }),
      {
        state: 'degraded',
        code: 'server.instances-missing',
        sentence: 'Only 2 of 3 instances of the server run.',
      },
    ],
    [
      'healthy while scaling down (44)',
      cluster({ spec: { instances: 1 }, readyInstances: 3 }),
      { state: 'healthy' },
    ],
    [
      'healthy without any instance (44)',
      cluster({ readyInstances: 0 }),
      { state: 'failed' },
    ],
    [
      'healthy with a fenced primary (44)',
      cluster({
        metadata: { annotations: { 'cnpg.io/fencedInstances': '["*"]' } },
      }),
      { state: 'failed', code: 'server.fenced' },
    ],
    [
      'hibernated',
      cluster({
        status: {
          conditions: [condition('cnpg.io/hibernation', 'True', 'Hibernated')],
        },
      }),
      { state: 'paused' },
    ],
    [
      'with a certificate that expires (45)',
      cluster({
        status: {
          certificates: {
            expirations: { ca: '2026-11-24 18:39:53 +0000 UTC' },
          },
        },
      }),
      { state: 'degraded', code: 'server.certificate-expires' },
    ],
    [
      'without archiving, which is no failure (45)',
      cluster(),
      { state: 'healthy' },
    ],
    [
      'that cannot archive',
      cluster({
        status: {
          conditions: [condition('ContinuousArchiving', 'False', 'x')],
        },
      }),
      { state: 'degraded' },
    ],
  ]);
});

describe('a server of a cloud', () => {
  const rds = (status: string, conditions: object[] = [ready, synced]) =>
    kubernetesObject('rds.aws.m.upbound.io/v1beta1', 'Instance', 'orders', {
      spec: { forProvider: {} },
      status: { conditions, atProvider: { status } },
    });
  const sql = (settings: unknown) =>
    kubernetesObject(
      'sql.gcp.upbound.io/v1beta1',
      'DatabaseInstance',
      'orders',
      {
        spec: { forProvider: {} },
        status: { conditions: [ready, synced], atProvider: { settings } },
      },
    );
  const lastOperation = condition(
    'LastAsyncOperation',
    'False',
    'AsyncUpdateFailure',
    { message: 'update failed: quota exceeded' },
  );
  judges([
    ['RDS available', rds('available'), { state: 'healthy' }],
    [
      'RDS stopped under Ready=True (18)',
      rds('stopped'),
      {
        state: 'failed',
        sentence: expect.stringMatching(/AWS reports "stopped"/),
      },
    ],
    ['RDS with full storage (18)', rds('storage-full'), { state: 'failed' }],
    ['RDS being modified', rds('modifying'), { state: 'progressing' }],
    ['RDS in a new state', rds('dreaming'), { state: 'unknown' }],
    [
      'a background change that failed (18)',
      rds('available', [ready, synced, lastOperation]),
      { state: 'degraded', code: 'quota.exceeded' },
    ],
    [
      'a server that cannot be connected to',
      rds('available', [ready, syncError('connect failed: boom')]),
      { state: 'failed' },
    ],
    [
      'Cloud SQL that was stopped',
      sql([{ activationPolicy: 'NEVER' }]),
      { state: 'paused' },
    ],
    [
      'Cloud SQL that runs',
      sql({ activationPolicy: 'ALWAYS' }),
      { state: 'healthy' },
    ],
  ]);
});
