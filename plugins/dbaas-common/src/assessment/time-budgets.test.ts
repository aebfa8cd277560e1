import { externalSecret } from '../fixtures/application-cluster';
import {
  condition,
  creating,
  kubernetesObject,
  minutesAgo,
  synced,
  syncError,
} from '../fixtures/objects';
import {
  atlasSchema,
  claim,
  cluster,
  database,
  grant,
  pushSecret,
  role,
} from '../fixtures/operators';
import { serviceCases } from '../fixtures/service-cases';
import { buildingService, service } from '../fixtures/services';
import { readerCases } from '../fixtures/reader-cases';
import { DEFAULT_PLANS, findPlan } from '../plans/plan';
import {
  paceOf,
  partBudgetSeconds,
  serviceBudgetSeconds,
  type BudgetFacts,
} from './time-budgets';

const MINUTE = 60;
const small = findPlan(DEFAULT_PLANS, 'small');

describe('how long a database service normally takes', () => {
  it.each<[string, BudgetFacts, minutes: number]>([
    ['pods', { placement: 'cnpg' }, 10],
    ['pods of a plan', { placement: 'cnpg', plan: small }, 10],
    [
      'pods, with two more instances that are made one after the other',
      { placement: 'cnpg', plan: small, highAvailability: true },
      16,
    ],
    ['a server of AWS', { placement: 'aws', plan: small }, 30],
    ['a server of Azure', { placement: 'azure' }, 30],
    ['a server of Google', { placement: 'google' }, 30],
    [
      'a server of a cloud with a standby',
      { placement: 'aws', plan: small, highAvailability: true },
      40,
    ],
    [
      'what is inside a server that is there already',
      { placement: 'external' },
      5,
    ],
    ['a server of which nothing is known', {}, 30],
  ])('%s', (_what, facts, minutes) => {
    expect(serviceBudgetSeconds(facts) / MINUTE).toBe(minutes);
  });
});

describe('how long a part normally takes', () => {
  it.each([
    [cluster(), 30],
    [database(), 5],
    [role(), 5],
    [grant(), 5],
    [pushSecret(), 15],
    [externalSecret(), 15],
    [atlasSchema(), 10],
    [kubernetesObject('ec2.aws.m.upbound.io/v1beta1', 'Subnet', 'a'), 30],
  ])('$kind', (object, minutes) => {
    expect(partBudgetSeconds(object, 30 * MINUTE) / MINUTE).toBe(minutes);
  });
});

it.each([
  [0, 'building'],
  [10, 'building'],
  [11, 'slow'],
  [60, 'slow'],
  [61, 'broken'],
] as const)('after %i of 10 minutes it is %s', (minutes, pace) => {
  expect(paceOf(minutes * MINUTE, 10 * MINUTE)).toBe(pace);
});

describe('a database service that is not ready', () => {
  const building = (minutes: number, placement = 'cnpg') => {
    const fixture = buildingService();
    return {
      ...fixture,
      claim: {
        ...fixture.claim,
        object: claim({
          age: minutes,
          spec: { placement },
          status: { conditions: [synced, creating] },
        }),
      },
    };
  };
  const found = (code: string, severity: string) => [
    expect.objectContaining({ code, severity, audience: 'platform' }),
  ];
  const waitingDatabase = (minutes: number) =>
    service({
      claim: claim({
        age: 5_000,
        status: {
          phase: 'Updating',
          conditions: [
            synced,
            condition('Ready', 'False', 'Creating', { minutes }),
          ],
        },
      }),
      database: database({
        age: minutes,
        status: {
          conditions: [
            condition('Ready', 'False', 'Creating', { minutes }),
            synced,
          ],
        },
      }),
    });

  it.each(
    serviceCases([
      [
        'is being created within its budget',
        building(9),
        { state: 'creating', audience: 'wait', findings: [] },
      ],
      [
        'is slow beyond its budget, and says what holds it up',
        building(41),
        {
          state: 'slow',
          audience: 'platform',
          headline: 'Taking longer than usual (41 minutes)',
          detail: 'Database "orders" is being created.',
          findings: found('service.slow', 'info'),
        },
      ],
      [
        'has more time in a cloud',
        building(29, 'aws'),
        { state: 'creating', findings: [] },
      ],
      ['is slow in a cloud, too', building(41, 'aws'), { state: 'slow' }],
      [
        'is broken far beyond its budget',
        building(61),
        {
          state: 'failed',
          availability: 'unavailable',
          audience: 'platform',
          headline: 'Broken, and not by you',
          findings: found('service.never-built', 'critical'),
        },
      ],
      ['is not broken yet in a cloud', building(61, 'aws'), { state: 'slow' }],
      [
        'is broken far beyond the budget of a cloud',
        building(181, 'aws'),
        { state: 'failed' },
      ],
      [
        'is being updated within the budget of a part',
        waitingDatabase(4),
        { state: 'updating' },
      ],
      [
        'is slow beyond the budget of a part, before its own is over',
        waitingDatabase(7),
        {
          state: 'slow',
          headline: 'Taking longer than usual (7 minutes)',
          findings: found('service.slow', 'info'),
        },
      ],
      [
        'waits for a person without being late',
        service({
          atlasSchema: atlasSchema({
            status: {
              observedGeneration: 1,
              last_applied: 1_795_000_000,
              conditions: [
                condition('Ready', 'False', 'ApprovalPending', {
                  minutes: 5_000,
                }),
                condition('Stalled', 'False', 'ApprovalPending'),
              ],
            },
          }),
        }),
        { state: 'needsApproval', audience: 'reviewer' },
      ],
      [
        'waits for a person for its first schema: never red, however long that takes',
        {
          ...building(500),
          objects: [
            ...building(500).objects,
            {
              cluster: 'platform',
              object: atlasSchema({
                status: {
                  observedGeneration: 1,
                  conditions: [
                    condition('Ready', 'False', 'ApprovalPending'),
                    condition('Stalled', 'False', 'ApprovalPending'),
                  ],
                },
              }),
            },
          ],
        },
        {
          state: 'needsApproval',
          availability: 'unavailable',
          findings: [
            expect.objectContaining({ code: 'atlas.approval-pending' }),
          ],
        },
      ],
      [
        'is not ready because a part failed, which says enough',
        service({
          claim: claim({
            age: 5_000,
            status: {
              phase: 'Updating',
              conditions: [
                synced,
                condition('Ready', 'False', 'Creating', { minutes: 500 }),
              ],
            },
          }),
          database: database({
            status: {
              conditions: [
                condition('Ready', 'True', 'Available'),
                syncError('cannot alter owner: boom', 500),
              ],
            },
          }),
        }),
        {
          state: 'degraded',
          findings: [
            expect.objectContaining({ code: 'crossplane.reconcile-error' }),
          ],
        },
      ],
      [
        'has the budget that its caller knows better',
        building(9),
        { state: 'slow' },
        { buildBudgetSeconds: 8 * MINUTE },
      ],
    ]),
  )('$what', ({ assess, expected }) => {
    expect(assess()).toMatchObject(expected);
  });
});

describe('a part that fails while it is made', () => {
  const failing = (minutes: number) =>
    database({
      age: minutes,
      status: {
        conditions: [
          creating,
          syncError('cannot create database: boom', minutes),
        ],
      },
    });
  const waiting = (minutes: number) =>
    database({
      age: minutes,
      status: {
        conditions: [
          creating,
          syncError('cannot get credentials Secret: not found', minutes),
        ],
      },
    });

  it.each(
    readerCases([
      ['may fail for a moment', failing(3), { state: 'progressing' }],
      [
        'has failed when the same error repeats',
        failing(6),
        { state: 'failed' },
      ],
      [
        'may wait for another part within its budget',
        waiting(4),
        { state: 'progressing' },
        { buildBudgetSeconds: 5 * MINUTE },
      ],
      [
        'has failed when the other part does not come',
        waiting(6),
        { state: 'failed' },
        { buildBudgetSeconds: 5 * MINUTE },
      ],
      [
        'may wait for as long as the server is being made',
        waiting(29),
        { state: 'progressing' },
        { buildBudgetSeconds: 5 * MINUTE, serverBuilding: true },
      ],
      [
        'is a server within its budget',
        cluster({ phase: 'Setting up primary', readyInstances: 0, age: 5 }),
        { state: 'progressing', audience: 'wait' },
        { buildBudgetSeconds: 10 * MINUTE },
      ],
      [
        'is a server over its budget',
        cluster({
          phase: 'Applying configuration',
          status: {
            conditions: [
              {
                type: 'Ready',
                status: 'False',
                reason: 'ClusterIsNotReady',
                lastTransitionTime: minutesAgo(12),
              },
            ],
          },
        }),
        { state: 'degraded', code: 'server.slow', audience: 'platform' },
        { buildBudgetSeconds: 10 * MINUTE },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});
