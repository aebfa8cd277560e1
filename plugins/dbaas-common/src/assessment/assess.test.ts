import {
  composed,
  condition,
  creating,
  kubernetesObject,
  minutesAgo,
  NOW,
  ready,
  synced,
  syncError,
} from '../fixtures/objects';
import {
  daprComponent,
  externalSecret,
  remoteObject,
} from '../fixtures/application-cluster';
import {
  atlasSchema,
  claim,
  cluster,
  database,
  pushSecret,
  role,
  stalled,
} from '../fixtures/operators';
import {
  brokenService,
  buildingService,
  healthyObjects,
  healthyService,
  service,
  type ServiceFixture,
} from '../fixtures/services';
import type { Assessment, LayerState } from '../api/assessment';
import { assessmentSchema } from '../api/assessment';
import type { UnreadableSource } from '../api/database-service';
import type { Layer } from '../layers';
import { buildTree } from '../tree/build-tree';
import { assess } from './assess';
import type { AssessmentContext } from './assessment-context';

/** Nothing but the claim. */
const NOTHING_ELSE = Object.fromEntries(
  Object.keys(healthyObjects())
    .filter(name => name !== 'claim')
    .map(name => [name, undefined]),
);

function assessFixture(
  { claim: root, objects }: ServiceFixture,
  context: Partial<AssessmentContext> = {},
): Assessment {
  const tree = buildTree(root, objects);
  return assessmentSchema.parse(
    assess(tree, { now: NOW, ...context }).assessment,
  );
}

const states = ({ layers }: Assessment): Partial<Record<Layer, LayerState>> =>
  Object.fromEntries(layers.map(({ layer, state }) => [layer, state]));

const approval = atlasSchema({
  status: {
    observedGeneration: 1,
    last_applied: 1_795_000_000,
    planURL: 'https://acme.atlasgo.cloud/plan/1',
    conditions: [
      condition('Ready', 'False', 'ApprovalPending'),
      condition('Stalled', 'False', 'ApprovalPending'),
    ],
  },
});
const secretSyncError = (refreshTime?: string) => ({
  refreshTime,
  conditions: [
    condition('Ready', 'False', 'SecretSyncedError', { message: 'boom' }),
  ],
});

describe('a healthy database service', () => {
  it('has a word for each layer', () => {
    const assessment = assessFixture(healthyService());
    expect(assessment).toMatchObject({
      state: 'healthy',
      headline: 'Healthy',
      availability: 'available',
      convergence: 'converged',
      findings: [],
    });
    expect(
      assessment.layers.map(({ layer, state, summary }) => [
        layer,
        state,
        summary,
      ]),
    ).toEqual([
      ['server', 'healthy', 'Ready'],
      ['databases', 'healthy', '1 of 1'],
      ['users', 'healthy', '1 of 1'],
      ['secrets', 'healthy', 'In 1 of 1 cluster'],
      ['schema', 'healthy', '7d865e959b24'],
      // Dapr reports nothing: that is said, and keeps nothing from being green.
      [
        'dapr',
        'unknown',
        'orders-state set up for orders-api; use is not confirmed',
      ],
    ]);
  });

  it('says of a layer that nobody asked for that it was not requested', () => {
    const plain = service({
      claim: claim({ spec: { schema: [], dapr: [], delivery: [] } }),
      atlasSchema: undefined,
      daprObject: undefined,
      daprComponent: undefined,
      pushSecret: undefined,
      externalSecretObject: undefined,
      externalSecret: undefined,
      deliveredSecret: undefined,
    });
    expect(assessFixture(plain)).toMatchObject({
      state: 'healthy',
      availability: 'available',
    });
    expect(states(assessFixture(plain))).toMatchObject({
      secrets: 'notRequested',
      schema: 'notRequested',
      dapr: 'notRequested',
    });
  });
});

describe('a database service that is being made', () => {
  it('is not broken', () => {
    const assessment = assessFixture(buildingService());
    expect(assessment).toMatchObject({
      state: 'creating',
      headline: 'Being created, 1 of 6 parts ready',
      detail: 'Usually takes no longer than 10 minutes.',
      availability: 'unavailable',
      convergence: 'converging',
      audience: 'wait',
      progress: { ready: 1, total: 6 },
      findings: [],
    });
    expect(states(assessment)).toEqual({
      server: 'healthy',
      databases: 'progressing',
      users: 'progressing',
      secrets: 'progressing',
      schema: 'progressing',
      dapr: 'progressing',
    });
  });

  it('is not broken by errors that pass while parts are made at the same time', () => {
    const waiting = syncError(
      'connect failed: cannot get credentials Secret: secrets "x" not found',
      4,
    );
    const building = service({
      claim: claim({ age: 5, status: { conditions: [synced, creating] } }),
      cluster: cluster({
        age: 5,
        phase: 'Setting up primary',
        readyInstances: 0,
      }),
      database: database({
        age: 5,
        status: { conditions: [creating, waiting] },
      }),
      role: role({ age: 5, status: { conditions: [creating, waiting] } }),
      atlasSchema: atlasSchema({
        age: 5,
        status: stalled('ReadSchema', 'Secret "x" not found'),
      }),
      pushSecret: pushSecret({
        age: 5,
        status: {
          conditions: [
            condition('Ready', 'False', 'Errored', {
              message: 'could not get source secret',
            }),
          ],
        },
      }),
      externalSecret: undefined,
      externalSecretObject: undefined,
      deliveredSecret: undefined,
    });
    const assessment = assessFixture(building);
    expect(assessment.state).toBe('creating');
    expect(assessment.findings).toEqual([]);
  });

  it('is slow after the time that this normally takes, and names what holds it up', () => {
    const late = buildingService();
    late.claim.object.metadata.creationTimestamp = minutesAgo(41);
    expect(assessFixture(late)).toMatchObject({
      state: 'slow',
      headline: 'Taking longer than usual (41 minutes)',
      detail: 'Database "orders" is being created.',
    });
  });

  it('fails when the request must be changed', () => {
    const refused = service({
      ...NOTHING_ELSE,
      claim: claim({
        age: 1,
        status: {
          conditions: [
            syncError(
              'pipeline step "compose" returned a fatal result: The request cannot be built. spec.plan: There is no plan "huge".',
              1,
            ),
          ],
        },
      }),
    });
    expect(assessFixture(refused)).toMatchObject({
      state: 'failed',
      audience: 'you',
      headline: 'Needs your change: spec.plan: There is no plan "huge".',
    });
  });

  it('is unknown, not being created, when nobody works on it', () => {
    const ignored = service({
      ...NOTHING_ELSE,
      claim: claim({ age: 10, status: {} }),
    });
    expect(assessFixture(ignored)).toMatchObject({
      state: 'unknown',
      headline: 'State unknown',
      detail: 'Crossplane has not looked at the request yet.',
      audience: 'platform',
    });
  });
});

describe('a database service with a problem', () => {
  it('that blocks a change works on with its old schema', () => {
    const assessment = assessFixture(brokenService());
    expect(assessment).toMatchObject({
      state: 'degraded',
      availability: 'impaired',
      convergence: 'stuck',
      audience: 'you',
      headline:
        'Working, with a problem: The schema change is blocked because it would lose data.',
    });
    expect(assessment.findings[0]).toMatchObject({
      code: 'atlas.lint-policy',
      severity: 'critical',
      layer: 'schema',
      audience: 'you',
      evidence: [
        {
          path: 'status.conditions[Stalled]',
          resource: { cluster: 'platform', kind: 'AtlasSchema' },
        },
      ],
    });
  });

  const cases: [string, ServiceFixture, object][] = [
    [
      'has never got its tables: that is red, under a green claim too',
      service({
        atlasSchema: atlasSchema({ status: stalled('LintPolicyError', 'x') }),
      }),
      {
        state: 'failed',
        headline: expect.stringMatching(/^Needs your change:/),
      },
    ],
    [
      'waits for an approval: never red',
      service({ atlasSchema: approval }),
      {
        state: 'needsApproval',
        audience: 'reviewer',
        headline: 'Schema change waits for approval',
      },
    ],
    [
      'has no server',
      service({
        cluster: cluster({
          phase: 'Cluster is unrecoverable and needs manual intervention',
          readyInstances: 0,
        }),
      }),
      {
        state: 'failed',
        availability: 'unavailable',
        audience: 'platform',
        headline: 'Broken, and not by you',
      },
    ],
    [
      'keeps its old credentials',
      service({
        externalSecret: externalSecret({
          status: secretSyncError(minutesAgo(90)),
        }),
      }),
      { state: 'degraded', availability: 'impaired' },
    ],
    [
      'has lost its credentials, under a ready claim',
      service({
        externalSecret: externalSecret({
          status: { conditions: [condition('Ready', 'True', 'SecretDeleted')] },
        }),
        deliveredSecret: undefined,
      }),
      {
        state: 'failed',
        availability: 'unavailable',
        headline: 'Broken, and not by you',
      },
    ],
    [
      'cannot push what is already delivered',
      service({
        pushSecret: pushSecret({
          status: {
            conditions: [
              condition('Ready', 'False', 'Errored', { message: 'boom' }),
            ],
          },
        }),
      }),
      {
        state: 'degraded',
        headline: expect.stringMatching(/^Working, with a problem/),
      },
    ],
    [
      'is ready and not in sync (1, 2)',
      service({
        database: database({
          status: { conditions: [ready, syncError('cannot alter owner')] },
        }),
      }),
      { state: 'degraded', availability: 'impaired' },
    ],
    [
      'is paused',
      service({
        claim: claim({
          metadata: { annotations: { 'crossplane.io/paused': 'true' } },
        }),
      }),
      { state: 'paused', headline: 'Paused', availability: 'available' },
    ],
    [
      'has an application cluster that Crossplane cannot reach, but we can (46)',
      service({
        externalSecretObject: remoteObject(externalSecret(), 'secrets', {
          status: {
            conditions: [
              ready,
              syncError('connect failed: dial tcp: i/o timeout'),
            ],
            atProvider: { manifest: externalSecret() },
          },
        }),
      }),
      { state: 'healthy' },
    ],
    [
      'has a user without its privileges yet',
      service({
        claim: claim({
          status: { phase: 'Updating', conditions: [synced, creating] },
        }),
        grant: undefined,
      }),
      { state: 'updating' },
    ],
    [
      'refused a deletion (14)',
      service({
        claim: claim(),
        protection: kubernetesObject(
          'protection.crossplane.io/v1beta1',
          'Usage',
          'orders-db-protection',
          {
            metadata: composed('server', {
              annotations: {
                'crossplane.io/usage-deletion-attempt-with-policy':
                  'Background',
              },
            }),
            spec: {
              of: {
                kind: 'ManagedDatabase',
                resourceRef: { name: 'orders-db' },
              },
              reason: 'Deletion protection is on.',
            },
          },
        ),
      }),
      {
        state: 'healthy',
        findings: [
          expect.objectContaining({
            code: 'crossplane.deletion-refused',
            severity: 'info',
            message:
              'ManagedDatabase orders-db is protected; a deletion was refused.',
          }),
        ],
      },
    ],
    [
      'has a Dapr component that cannot be loaded',
      service({
        daprComponent: daprComponent({
          spec: {
            type: 'state.postgresql',
            metadata: [
              { name: 'host', secretKeyRef: { name: 'gone', key: 'host' } },
            ],
          },
        }),
      }),
      { state: 'degraded', availability: 'impaired' },
    ],
    [
      'is contradicted by what Crossplane saw minutes ago: our own eyes count (41)',
      service({
        externalSecretObject: remoteObject(externalSecret(), 'secrets', {
          observed: externalSecret({ status: secretSyncError() }),
        }),
      }),
      { state: 'healthy' },
    ],
    [
      'is being changed',
      service({
        claim: claim({
          age: 5_000,
          status: {
            phase: 'Updating',
            conditions: [
              synced,
              condition('Ready', 'False', 'Creating', { minutes: 1 }),
            ],
          },
        }),
        database: database({
          age: 1,
          status: {
            conditions: [
              condition('Ready', 'False', 'Creating', { minutes: 1 }),
              synced,
            ],
          },
        }),
      }),
      { state: 'updating', headline: 'Being updated' },
    ],
    [
      'is not ready for long although all parts are (9)',
      service({
        claim: claim({
          age: 5_000,
          status: {
            conditions: [synced, condition('Ready', 'False', 'Creating')],
          },
        }),
      }),
      { state: 'degraded' },
    ],
    [
      'has a server in a state that nobody knows',
      service({ cluster: cluster({ phase: 'Dreaming' }) }),
      { state: 'unknown', audience: 'platform' },
    ],
  ];
  it.each(cases)('%s', (_what, fixture, expected) => {
    const nothingElse = { lookup: () => ({ found: 'no' as const }) };
    expect(assessFixture(fixture, nothingElse)).toMatchObject(expected);
  });

  it('is unknown, with the last known state, when nobody can reach the application cluster (46)', () => {
    const unreachable = service({
      externalSecret: undefined,
      deliveredSecret: undefined,
      daprComponent: undefined,
      externalSecretObject: remoteObject(externalSecret(), 'secrets', {
        status: {
          conditions: [
            ready,
            syncError('connect failed: dial tcp: i/o timeout'),
          ],
          atProvider: { manifest: externalSecret() },
        },
      }),
    });
    expect(assessFixture(unreachable)).toMatchObject({
      state: 'unknown',
      availability: 'available',
      detail: expect.stringContaining(
        'The application cluster cannot be reached.',
      ),
    });
  });

  it('is one finding when many parts have the same', () => {
    const unreachable = syncError(
      'connect failed: dial tcp: connection refused',
    );
    const assessment = assessFixture(
      service({
        database: database({ status: { conditions: [ready, unreachable] } }),
        role: role({ status: { conditions: [ready, unreachable] } }),
      }),
    );
    expect(assessment.findings.map(({ code, layer }) => [code, layer])).toEqual(
      [
        ['server.unreachable', 'databases'],
        ['server.unreachable', 'users'],
      ],
    );
  });
});

describe('what cannot be read', () => {
  const forbidden: UnreadableSource = {
    cluster: 'platform',
    verb: 'list',
    resource: 'atlasschemas.db.atlasgo.io',
    problem: 'forbidden',
    message: 'atlasschemas.db.atlasgo.io is forbidden',
    since: minutesAgo(5),
  };
  it('is unknown, never green and never red', () => {
    const assessment = assessFixture(service({ atlasSchema: undefined }), {
      unreadable: [forbidden],
    });
    expect(states(assessment)).toMatchObject({
      schema: 'unknown',
      server: 'healthy',
    });
    expect(assessment).toMatchObject({
      state: 'unknown',
      availability: 'available',
      detail: expect.stringContaining('list atlasschemas.db.atlasgo.io'),
    });
  });

  it('does not matter when it is a kind that nobody misses', () => {
    const assessment = assessFixture(healthyService(), {
      unreadable: [{ ...forbidden, cluster: 'apps', problem: 'notInstalled' }],
    });
    expect(assessment).toMatchObject({ state: 'healthy', findings: [] });
  });
});

describe('a database service that goes', () => {
  it('tells what is left (13)', () => {
    const going = service({
      claim: claim({
        metadata: {
          deletionTimestamp: minutesAgo(2),
          finalizers: ['foregroundDeletion'],
        },
      }),
      database: undefined,
      role: undefined,
      grant: undefined,
      cluster: cluster({
        metadata: { ...cluster().metadata, deletionTimestamp: minutesAgo(2) },
      }),
    });
    expect(assessFixture(going)).toMatchObject({
      state: 'deleting',
      headline: 'Being deleted',
      detail: '9 parts are left.',
    });
  });
});

it('never shows a password in anything (51)', () => {
  const secretive = service({
    database: database({
      status: {
        conditions: [
          ready,
          syncError(
            'cannot connect to postgres://admin:s3cr3t@db:5432/x?password=s3cr3t',
          ),
        ],
      },
    }),
    atlasSchema: atlasSchema({
      status: stalled('ApplyingSchema', "CREATE ROLE x PASSWORD 's3cr3t'"),
    }),
  });
  const tree = buildTree(secretive.claim, secretive.objects);
  const { assessment, resources } = assess(tree, { now: NOW });
  expect(JSON.stringify({ assessment, resources })).not.toContain('s3cr3t');
});
