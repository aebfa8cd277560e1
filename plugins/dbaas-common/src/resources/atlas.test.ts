import {
  condition,
  kubernetesObject,
  minutesAgo,
  type Changes,
} from '../fixtures/objects';
import { atlasSchema, stalled } from '../fixtures/operators';
import { readerCases } from '../fixtures/reader-cases';

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
  const drift = (status: 'True' | 'False') =>
    kubernetesObject('db.atlasgo.io/v1alpha1', 'AtlasDriftCheck', 'x', {
      status: { conditions: [condition('Drifted', status, 'x')] },
    });
  it.each(
    readerCases([
      ['that found a drift (39)', drift('True'), { state: 'degraded' }],
      ['that found no drift (39)', drift('False'), { state: 'healthy' }],
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
          stalled(
            'ApplyingSchema',
            'sql/migrate: exec: relation already exists',
          ),
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
        atlas({ observedGeneration: -1, conditions: [] }, { age: 1 }),
        { state: 'progressing' },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});
