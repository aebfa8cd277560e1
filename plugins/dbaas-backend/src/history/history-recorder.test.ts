import { mockServices } from '@backstage/backend-test-utils';
import type {
  Finding,
  ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ServiceChange } from '../database-services/database-services';
import { HistoryRecorder } from './history-recorder';
import type { Observation } from './observation';

const ref = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};

const flapping: Finding = {
  code: 'service.flapping',
  severity: 'warning',
  audience: 'platform',
  message: 'The service has changed 6 times.',
  evidence: [],
};

function change(
  state: ServiceState,
  name = 'orders-db',
  findings: Finding[] = [],
): ServiceChange {
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
          findings,
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
    expect(written()).toEqual(['healthy']);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(written()).toEqual(['healthy', 'healthy']);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(written()).toEqual(['healthy', 'healthy']);
  });

  it.each<[string, ServiceChange, ServiceState[]]>([
    ['has changed', change('failed'), ['healthy', 'failed']],
    ['is gone', { ref }, ['healthy']],
  ])(
    'does not try again with what %s meanwhile',
    async (_, meanwhile, states) => {
      record.mockRejectedValueOnce(new Error('connection lost'));
      recorder.note(change('healthy'));
      await jest.advanceTimersByTimeAsync(2_000);
      recorder.note(meanwhile);
      await jest.advanceTimersByTimeAsync(60_000);
      expect(written()).toEqual(states);
    },
  );

  it('tries nothing again once it has been stopped', async () => {
    record.mockRejectedValueOnce(new Error('connection lost'));
    recorder.note(change('healthy'));
    jest.advanceTimersByTime(2_000);
    await recorder.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(written()).toEqual(['healthy']);
  });

  describe('of a service that comes and goes', () => {
    const TEN_MINUTES_MS = 600_000;
    const flap = async (times: number) => {
      for (let time = 0; time < times; time += 1) {
        for (const state of ['failed', 'healthy'] as const) {
          recorder.note(change(state, 'orders-db', [flapping]));
          await jest.advanceTimersByTimeAsync(5_000);
        }
      }
    };

    it('writes at most one state in ten minutes', async () => {
      await flap(3 * 60);
      // In half an hour, not 360.
      expect(written()).toEqual(['failed', 'healthy', 'failed']);
    });

    it('writes the state in which it comes to rest', async () => {
      await flap(5);
      recorder.note(change('degraded', 'orders-db', [flapping]));
      await jest.advanceTimersByTimeAsync(TEN_MINUTES_MS);
      expect(written()).toEqual(['failed', 'degraded']);
    });

    it('goes on as usual when it is over', async () => {
      await flap(5);
      recorder.note(change('degraded'));
      await jest.advanceTimersByTimeAsync(2_000);
      expect(written()).toEqual(['failed', 'degraded']);
    });
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
