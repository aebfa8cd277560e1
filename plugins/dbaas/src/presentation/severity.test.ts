import {
  serviceStateSchema,
  type Finding,
} from '@backstage-dbaas/plugin-dbaas-common';
import { databaseService, layers } from '../testing/database-service';
import {
  isMoving,
  layersByTrouble,
  mostSevereFirst,
  worstFirst,
} from './severity';

const named = (
  name: string,
  state: ReturnType<typeof databaseService>['assessment']['state'],
) =>
  databaseService({
    ref: { cluster: 'platform', namespace: 'team-orders', name },
    assessment: { state },
  });

describe('worstFirst', () => {
  it('puts what somebody can act on before what takes time, then sorts by name', () => {
    const services = [
      named('d', 'healthy'),
      named('c', 'creating'),
      named('b', 'healthy'),
      named('a', 'failed'),
      named('e', 'needsApproval'),
    ];
    expect(worstFirst(services).map(({ ref }) => ref.name)).toEqual([
      'a',
      'e',
      'c',
      'b',
      'd',
    ]);
  });

  it('knows every state', () => {
    const services = serviceStateSchema.options.map(state =>
      named(state, state),
    );
    const sorted = worstFirst([named('x', 'healthy'), ...services]);
    expect(sorted[0].assessment.state).toBe('failed');
    expect(sorted.at(-1)?.assessment.state).toBe('healthy');
  });
});

describe('mostSevereFirst', () => {
  it('puts what is not known before mere notes', () => {
    const finding = (severity: Finding['severity']): Finding => ({
      code: severity,
      severity,
      audience: 'platform',
      message: severity,
      evidence: [],
    });
    const order = (['info', 'critical', 'unknown', 'warning'] as const).map(
      finding,
    );
    expect(mostSevereFirst(order).map(({ severity }) => severity)).toEqual([
      'critical',
      'warning',
      'unknown',
      'info',
    ]);
  });
});

describe('layersByTrouble', () => {
  it('separates trouble, what is on the way, and what is fine', () => {
    const { troubled, others, healthy } = layersByTrouble(
      layers({
        users: { state: 'degraded' },
        schema: { state: 'failed' },
        secrets: { state: 'progressing' },
        dapr: { state: 'notRequested' },
      }),
    );
    expect(troubled.map(({ layer }) => layer)).toEqual(['schema', 'users']);
    expect(others.map(({ layer }) => layer)).toEqual(['secrets', 'dapr']);
    expect(healthy.map(({ layer }) => layer)).toEqual(['server', 'databases']);
  });
});

describe('isMoving', () => {
  it('is false for states that stay until somebody acts', () => {
    expect(
      serviceStateSchema.options.filter(state => !isMoving(state)),
    ).toEqual([
      'requestClosed',
      'notFound',
      'failed',
      'degraded',
      'paused',
      'healthy',
    ]);
  });
});
