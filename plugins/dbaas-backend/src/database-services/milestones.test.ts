import {
  LAYERS,
  type Assessment,
  type Layer,
  type LayerState,
  type PendingRequest,
} from '@backstage-dbaas/plugin-dbaas-common';
import { milestonesOf, type MilestoneFacts } from './milestones';

function assessment(
  common: LayerState,
  layers: Partial<Record<Layer, LayerState>> = {},
): Assessment {
  return {
    state: 'unknown',
    availability: 'unknown',
    convergence: 'unknown',
    headline: '',
    layers: LAYERS.map(layer => ({
      layer,
      state: layers[layer] ?? common,
      summary: '',
      ready: 0,
      total: 1,
    })),
    findings: [],
  };
}

function request(fields: Partial<PendingRequest> = {}): PendingRequest {
  return {
    number: 482,
    title: 'Create orders-db',
    url: 'https://github.com/acme/gitops/pull/482',
    state: 'open',
    operation: 'create',
    reviewers: [],
    checks: { passed: 0, failed: 0, pending: 0 },
    createdAt: '2026-11-25T12:00:00Z',
    ...fields,
  };
}
const merged = request({ state: 'merged', mergedAt: '2026-11-25T12:05:00Z' });
const createdAt = '2026-11-25T12:05:03Z';

const strip = (facts: MilestoneFacts) =>
  milestonesOf(facts)
    .map(({ state }) => state)
    .join(' ');

describe('milestonesOf', () => {
  it.each<[string, MilestoneFacts, string]>([
    [
      'an open request',
      { requests: [request()], assessment: assessment('unknown') },
      'done current pending pending pending pending pending pending',
    ],
    [
      'a request that was turned down',
      {
        requests: [request({ state: 'closed' })],
        assessment: assessment('unknown'),
      },
      'done failed pending pending pending pending pending pending',
    ],
    [
      'a merged request that the GitOps engine has not applied',
      { requests: [merged], assessment: assessment('unknown') },
      'done done done current pending pending pending pending',
    ],
    [
      'a server being built',
      { requests: [merged], createdAt, assessment: assessment('progressing') },
      'done done done done current pending pending pending',
    ],
    [
      'credentials on their way',
      {
        requests: [merged],
        createdAt,
        assessment: assessment('healthy', {
          secrets: 'progressing',
          schema: 'progressing',
          dapr: 'progressing',
        }),
      },
      'done done done done done current pending pending',
    ],
    [
      'a schema that was refused',
      {
        requests: [merged],
        createdAt,
        assessment: assessment('healthy', {
          schema: 'failed',
          dapr: 'unknown',
        }),
      },
      'done done done done done done failed pending',
    ],
    [
      'everything done',
      { requests: [merged], createdAt, assessment: assessment('healthy') },
      'done done done done done done done done',
    ],
    [
      'no schema and no Dapr asked for',
      {
        requests: [merged],
        createdAt,
        assessment: assessment('healthy', {
          schema: 'notRequested',
          dapr: 'notRequested',
        }),
      },
      'done done done done done done notRequested unknown',
    ],
    [
      'a claim that was made without a pull request',
      { requests: [], createdAt, assessment: assessment('healthy') },
      'done unknown unknown done done done done done',
    ],
    [
      'a change that waits for review while the database runs',
      {
        requests: [request({ operation: 'change' }), merged],
        createdAt,
        assessment: assessment('healthy'),
      },
      'done current pending done done done done done',
    ],
    [
      'a turned down change of a database that runs',
      {
        requests: [request({ operation: 'change', state: 'closed' }), merged],
        createdAt,
        assessment: assessment('healthy'),
      },
      'done done done done done done done done',
    ],
    [
      'a merged change that is not in the cluster yet',
      {
        requests: [
          request({
            operation: 'change',
            state: 'merged',
            mergedAt: createdAt,
          }),
        ],
        createdAt,
        applied: false,
        assessment: assessment('healthy'),
      },
      'done done done current done done done done',
    ],
  ])('%s', (_situation, facts, expected) => {
    expect(strip(facts)).toBe(expected);
  });

  it('says when and where', () => {
    const milestones = milestonesOf({
      requests: [merged],
      createdAt,
      assessment: assessment('healthy'),
    });
    expect(milestones[0]).toEqual({
      name: 'requested',
      state: 'done',
      at: '2026-11-25T12:00:00Z',
      url: 'https://github.com/acme/gitops/pull/482',
    });
    expect(milestones[2]).toMatchObject({ at: '2026-11-25T12:05:00Z' });
    expect(milestones[3]).toEqual({
      name: 'applied',
      state: 'done',
      at: createdAt,
    });
  });
});
