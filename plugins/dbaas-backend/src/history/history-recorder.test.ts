import { mockServices } from '@backstage/backend-test-utils';
import type { ServiceState } from '@backstage-dbaas/plugin-dbaas-common';
import type { ServiceChange } from '../database-services/database-services';
import { HistoryRecorder } from './history-recorder';
import type { Observation } from './observation';

const ref = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};

function change(state: ServiceState, name = 'orders-db'): ServiceChange {
  return {
    ref: { ...ref, name },
    after: {
      exists: true,
      revision: state,
      schemas: [],
      resource: { ref, entityRefs: [], owners: [] },
      summary: {
        ref,
        entityRefs: [],
        facts: { databases: [], users: [] },
        assessment: {
          state,
          availability: 'available',
          convergence: 'converged',
          headline: state,
          layers: [],
          findings: [],
        },
        freshness: {
          observedAt: '2026-11-25T12:00:00Z',
          stale: false,
          unreadable: [],
        },
      },
    },
  };
}

describe('HistoryRecorder', () => {
  const record = jest.fn<Promise<[]>, [readonly Observation[]]>();
  let settled = true;
  let recorder: HistoryRecorder;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    record.mockReset().mockResolvedValue([]);
    settled = true;
    recorder = new HistoryRecorder({
      history: { record },
      logger: mockServices.logger.mock(),
      settled: () => settled,
      settlingMs: 2_000,
    });
  });
  afterEach(async () => {
    await recorder.stop();
    jest.useRealTimers();
  });

  const written = () =>
    record.mock.calls.flatMap(([batch]) =>
      batch.map(({ assessment }) => assessment.state),
    );

  it('writes a state that lasts, with the time when it began', async () => {
    const began = Date.now();
    recorder.note(change('healthy'));
    await jest.advanceTimersByTimeAsync(1_999);
    expect(written()).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(written()).toEqual(['healthy']);
    expect(record.mock.calls[0][0][0].at.getTime()).toBe(began);
  });

  it('passes over a state that does not last', async () => {
    recorder.note(change('healthy'));
    await jest.advanceTimersByTimeAsync(2_000);
    recorder.note(change('degraded'));
    await jest.advanceTimersByTimeAsync(500);
    recorder.note(change('healthy'));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(written()).toEqual(['healthy']);
  });

  it('writes nothing while the clusters are being read', async () => {
    settled = false;
    recorder.note(change('creating'));
    await jest.advanceTimersByTimeAsync(10_000);
    recorder.note(change('healthy'));
    settled = true;
    await jest.advanceTimersByTimeAsync(2_000);
    expect(written()).toEqual(['healthy']);
  });

  it('does not start over when more changes come without a new state', async () => {
    recorder.note(change('healthy'));
    await jest.advanceTimersByTimeAsync(1_500);
    recorder.note(change('healthy'));
    await jest.advanceTimersByTimeAsync(500);
    expect(written()).toEqual(['healthy']);
  });

  it('tries again after a failure of the database', async () => {
    record.mockRejectedValueOnce(new Error('connection lost'));
    recorder.note(change('healthy'));
    await jest.advanceTimersByTimeAsync(2_000);
    recorder.note(change('healthy'));
    await jest.advanceTimersByTimeAsync(2_000);
    expect(written()).toEqual(['healthy', 'healthy']);
  });

  it('writes together what settles while something is being written', async () => {
    let finish = () => {};
    record.mockReturnValueOnce(
      new Promise(resolve => {
        finish = () => resolve([]);
      }),
    );
    ['one', 'two', 'three'].forEach(name => {
      recorder.note(change('healthy', name));
    });
    await jest.advanceTimersByTimeAsync(2_000);
    finish();
    await jest.advanceTimersByTimeAsync(0);
    expect(record.mock.calls.map(([batch]) => batch.length)).toEqual([1, 2]);
  });
});
