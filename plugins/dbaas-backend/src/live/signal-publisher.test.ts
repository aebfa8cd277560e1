import { mockServices } from '@backstage/backend-test-utils';
import type { ServiceChange } from '../database-services/database-services';
import { SignalPublisher } from './signal-publisher';

const ref = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};

function change(revision: string, entityRefs: string[] = []): ServiceChange {
  return {
    ref,
    after: {
      exists: true,
      revision,
      schemas: [],
      resource: { ref, entityRefs, owners: [] },
      summary: {
        ref,
        entityRefs,
        facts: { databases: [], users: [] },
        assessment: {
          state: 'healthy',
          availability: 'available',
          convergence: 'converged',
          headline: 'Healthy',
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

describe('SignalPublisher', () => {
  const publish = jest.fn().mockResolvedValue(undefined);
  let publisher: SignalPublisher;

  beforeEach(() => {
    jest.useFakeTimers();
    publish.mockClear();
    publisher = new SignalPublisher({
      signals: { publish },
      logger: mockServices.logger.mock(),
    });
  });
  afterEach(() => {
    publisher.stop();
    jest.useRealTimers();
  });

  it('tells the channels of the service and of its entities, revision only', () => {
    publisher.publish(change('r1', ['component:default/orders-api']));
    expect(publish.mock.calls.map(([signal]) => signal)).toMatchObject([
      {
        recipients: { type: 'broadcast' },
        channel: 'dbaas:platform/team-orders/orders-db',
        message: { revision: 'r1' },
      },
      {
        recipients: { type: 'broadcast' },
        channel: 'dbaas:entity:component:default/orders-api',
        message: { revision: 'r1' },
      },
      { channel: 'dbaas:fleet' },
    ]);
  });

  it('tells the fleet when a service comes, goes or changes its state, seldom', () => {
    const fleet = () =>
      publish.mock.calls.filter(([{ channel }]) => channel === 'dbaas:fleet');
    const { after } = change('r1');
    publisher.publish({ ref, after });
    expect(fleet()).toHaveLength(1);
    publisher.publish({ ref, before: after, after: change('r2').after });
    jest.advanceTimersByTime(3_000);
    expect(fleet()).toHaveLength(1);
    publisher.publish({ ref, before: after });
    publisher.publish({ ref, after });
    publisher.publish({ ref, before: after });
    expect(fleet()).toHaveLength(2);
    jest.advanceTimersByTime(3_000);
    expect(fleet()).toHaveLength(3);
  });

  it('sends the first change at once, then the last of many', () => {
    const { after: before } = change('r0');
    ['r1', 'r2', 'r3', 'r4'].forEach(revision =>
      publisher.publish({ ...change(revision), before }),
    );
    expect(publish).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(300);
    expect(publish.mock.calls.map(([{ message }]) => message.revision)).toEqual(
      ['r1', 'r4'],
    );
    jest.advanceTimersByTime(1_000);
    expect(publish).toHaveBeenCalledTimes(2);
  });

  it('tells entities that a service is gone', () => {
    const { after } = change('r1', ['component:default/orders-api']);
    publisher.publish({ ref, before: after });
    expect(publish).toHaveBeenCalledWith(
      expect.objectContaining({
        channel: 'dbaas:entity:component:default/orders-api',
      }),
    );
  });
});
