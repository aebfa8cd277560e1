import {
  deliveredSecret,
  externalSecret,
} from '../fixtures/application-cluster';
import { condition, minutesAgo } from '../fixtures/objects';
import { atlasSchema, stalled } from '../fixtures/operators';
import { serviceCases } from '../fixtures/service-cases';
import { service } from '../fixtures/services';

/*
 * What a failed schema or delivery means for the whole: degraded while applications can
 * still connect and have their tables, failed when they cannot. What waits for a person
 * is never red.
 */

const BEFORE = { last_applied: 1_795_000_000 };
const schema = (reason: string, message: string, more: object = {}) =>
  atlasSchema({ status: stalled(reason, message, more) });
const pending = (more: object = {}) =>
  atlasSchema({
    status: {
      observedGeneration: 1,
      planURL: 'https://acme.atlasgo.cloud/plan/1',
      ...more,
      conditions: [
        condition('Ready', 'False', 'ApprovalPending'),
        condition('Reconciling', 'True', 'ApprovalPending'),
        condition('Stalled', 'False', 'ApprovalPending'),
      ],
    },
  });
const delivery = (refreshTime?: string) =>
  externalSecret({
    status: {
      refreshTime,
      conditions: [
        condition('Ready', 'False', 'SecretSyncedError', { message: 'boom' }),
      ],
    },
  });
const gone = { lookup: () => ({ found: 'no' as const }) };

it.each(
  serviceCases([
    [
      'a change of the schema is blocked: the old tables are there',
      service({ atlasSchema: schema('LintPolicyError', 'x', BEFORE) }),
      { state: 'degraded', availability: 'impaired', audience: 'you' },
    ],
    [
      'a migration failed: the old tables are there',
      service({
        atlasSchema: schema('Migrating', 'pq: syntax error', BEFORE),
      }),
      { state: 'degraded', availability: 'impaired', audience: 'you' },
    ],
    [
      'the first schema is blocked: there are no tables',
      service({ atlasSchema: schema('FirstRunDestructive', 'x') }),
      { state: 'failed', audience: 'you' },
    ],
    [
      'a change of the schema waits for an approval',
      service({ atlasSchema: pending(BEFORE) }),
      {
        state: 'needsApproval',
        availability: 'available',
        convergence: 'converging',
        audience: 'reviewer',
      },
    ],
    [
      'the first schema waits for an approval: never red',
      service({ atlasSchema: pending() }),
      { state: 'needsApproval', audience: 'reviewer' },
    ],
    [
      'a delivery fails, and the old Secret is there',
      service({ externalSecret: delivery(minutesAgo(90)) }),
      { state: 'degraded', availability: 'impaired', audience: 'platform' },
      gone,
    ],
    [
      'a delivery fails, and there is no Secret',
      service({ externalSecret: delivery(), deliveredSecret: undefined }),
      { state: 'failed', availability: 'unavailable', audience: 'platform' },
      gone,
    ],
    [
      'a delivery fails, and nobody may look whether there is a Secret',
      service({
        externalSecret: delivery(minutesAgo(90)),
        deliveredSecret: undefined,
      }),
      { state: 'degraded', availability: 'impaired' },
    ],
    [
      'a delivery works, and the schema waits for an approval',
      service({
        atlasSchema: pending(BEFORE),
        deliveredSecret: deliveredSecret(),
      }),
      { state: 'needsApproval' },
    ],
    [
      'a delivery is lost while the schema waits for an approval: the loss comes first',
      service({
        atlasSchema: pending(BEFORE),
        externalSecret: delivery(),
        deliveredSecret: undefined,
      }),
      { state: 'failed', audience: 'platform' },
      gone,
    ],
  ]),
)('$what', ({ assess, expected }) => {
  expect(assess()).toMatchObject(expected);
});

it('no finding of a pending approval is an error', () => {
  const [row] = serviceCases([['', service({ atlasSchema: pending() }), {}]]);
  expect(row.assess().findings).toEqual([
    expect.objectContaining({
      code: 'atlas.approval-pending',
      severity: 'info',
      link: expect.objectContaining({
        url: 'https://acme.atlasgo.cloud/plan/1',
      }),
    }),
  ]);
});
