import { mockServices } from '@backstage/backend-test-utils';
import type {
  Assessment,
  ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ServiceChange } from '../database-services/database-services';
import type { History } from './history';
import { HistoryRecorder } from './history-recorder';

const ref = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};

function change(state: ServiceState): ServiceChange {
  return {
    ref,
    after: {
      exists: true,
      revision: state,
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
  const record = jest.fn<Promise<[]>, [typeof ref, Assessment, Date]>();
  let settled = true;
  let recorder: HistoryRecorder;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    record.mockReset().mockResolvedValue([]);
    settled = true;
    recorder = new HistoryRecorder({
      history: { record } as Pick<History, 'record'> as History,
      logger: mockServices.logger.mock(),
      settled: () => settled,
      settlingMs: 2_000,
    });
  });
  afterEach(async () => {
    await recorder.stop();
    jest.useRealTimers();
  });

  const written = () => record.mock.calls.map(([, { state }]) => state);

  it('writes a state that lasts, with the time when it began', async () => {
    const began = Date.now();
    recorder.note(change('healthy'));
    await jest.advanceTimersByTimeAsync(1_999);
    expect(written()).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(written()).toEqual(['healthy']);
    expect(record.mock.calls[0][2].getTime()).toBe(began);
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
});
