import { minutesAgo, NOW } from '../fixtures/objects';
import type { PendingRequest } from '../api/database-service';
import { assessmentSchema } from '../api/assessment';
import { assessAbsent, type AbsentServiceFacts } from './assess-absent';

const request = (changes: Partial<PendingRequest> = {}): PendingRequest => ({
  number: 482,
  title: 'dbaas: create orders-db',
  url: 'https://forge/acme/gitops/pull/482',
  state: 'open',
  operation: 'create',
  author: 'olivia',
  reviewers: ['dba-team'],
  checks: { passed: 3, failed: 0, pending: 0 },
  createdAt: minutesAgo(120),
  ...changes,
});
const merged = (
  minutes: number,
  operation: PendingRequest['operation'] = 'create',
) => request({ state: 'merged', operation, mergedAt: minutesAgo(minutes) });

describe('a database service without a claim in the cluster', () => {
  it.each<[string, Partial<AbsentServiceFacts>, object]>([
    [
      'waits for review',
      { requests: [request()] },
      {
        state: 'requested',
        headline: 'Waiting for review',
        detail: '#482 opened by olivia. Reviewers: dba-team. Checks: 3 passed.',
        audience: 'reviewer',
        since: minutesAgo(120),
      },
    ],
    [
      'waits for its author when checks fail',
      { requests: [request({ checks: { passed: 1, failed: 2, pending: 1 } })] },
      {
        state: 'requested',
        audience: 'you',
        detail: expect.stringContaining('2 failed, 1 running'),
      },
    ],
    [
      'was turned down',
      { requests: [request({ state: 'closed' })] },
      { state: 'requestClosed', headline: 'The request was closed' },
    ],
    [
      'is being applied',
      { requests: [merged(2)] },
      {
        state: 'merged',
        headline: 'Merged, being applied',
        audience: 'wait',
        convergence: 'converging',
      },
    ],
    [
      'is not applied',
      { requests: [merged(20)] },
      {
        state: 'merged',
        headline: 'Merged, but not applied',
        audience: 'platform',
        convergence: 'stuck',
      },
    ],
    [
      'was deleted',
      { requests: [merged(20, 'delete'), merged(500)] },
      { state: 'notFound', detail: 'It was deleted with #482.' },
    ],
    [
      'was deleted and is asked for again',
      { requests: [request(), merged(20, 'delete')] },
      { state: 'requested' },
    ],
    [
      'leaves parts behind that may still cost money (13)',
      { requests: [merged(1, 'delete')], remainingObjects: 3 },
      { state: 'deleting', detail: '3 parts are left.' },
    ],
    [
      'was never there',
      {},
      {
        state: 'notFound',
        headline: 'No database with this name in cluster platform',
      },
    ],
    [
      'cannot be seen, which says nothing of the database',
      { reachable: false, requests: [request()] },
      {
        state: 'unreachable',
        availability: 'unknown',
        headline: "Can't reach cluster platform",
      },
    ],
  ])('%s', (_what, facts, expected) => {
    const assessment = assessAbsent({
      cluster: 'platform',
      requests: [],
      reachable: true,
      now: NOW,
      ...facts,
    });
    expect(assessmentSchema.parse(assessment)).toMatchObject(expected);
  });
});
