import { TestDatabases } from '@backstage/backend-test-utils';
import {
  LAYERS,
  type Assessment,
  type Layer,
  type LayerState,
  type ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';
import { History } from './history';

const service = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};
const at = (minute: number) => new Date(Date.UTC(2026, 10, 25, 12, minute));

function assessment(
  state: ServiceState,
  layers: Partial<Record<Layer, LayerState>> = {},
): Assessment {
  return {
    state,
    availability: 'unknown',
    convergence: 'unknown',
    headline: `It is ${state}`,
    layers: LAYERS.map(layer => ({
      layer,
      state: layers[layer] ?? 'progressing',
      summary: '',
      ready: 0,
      total: 1,
    })),
    findings: [],
  };
}

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe.each(databases.eachSupportedId())('History on %s', databaseId => {
  async function create() {
    const knex = await databases.init(databaseId);
    const database = { getClient: async () => knex };
    return [await History.create(database), await History.create(database)];
  }

  it('notes a state once, however often it is seen', async () => {
    const [history] = await create();
    await history.record(service, assessment('creating'), at(0));
    await history.record(service, assessment('creating'), at(1));
    await history.record(
      service,
      assessment('healthy', { server: 'healthy' }),
      at(2),
    );
    const transitions = await history.of(service);
    expect(transitions.filter(({ subject }) => subject === 'service')).toEqual([
      {
        subject: 'service',
        from: 'creating',
        to: 'healthy',
        headline: 'It is healthy',
        at: '2026-11-25T12:02:00.000Z',
      },
      expect.objectContaining({ from: undefined, to: 'creating' }),
    ]);
    expect(
      transitions.filter(({ subject }) => subject === 'server'),
    ).toHaveLength(2);
    expect(
      transitions.filter(({ subject }) => subject === 'dapr'),
    ).toHaveLength(1);
  });

  it('is written once by two replicas that see the same change', async () => {
    const [one, other] = await create();
    await one.record(service, assessment('creating'), at(0));
    await Promise.all([
      one.record(service, assessment('degraded'), at(1)),
      other.record(service, assessment('degraded'), at(1)),
    ]);
    const transitions = await one.of(service);
    expect(transitions.filter(({ to }) => to === 'degraded')).toHaveLength(1);
  });

  it('keeps database services apart', async () => {
    const [history] = await create();
    await history.record(service, assessment('healthy'), at(0));
    expect(await history.of({ ...service, cluster: 'other' })).toEqual([]);
  });
});
