import type { DatabaseServiceList } from '@backstage-dbaas/plugin-dbaas-common';
import { databaseService } from '../testing/database-service';
import { FakeDbaasApi } from '../testing/fake-dbaas-api';
import { loadFleet } from './load-fleet';

const fleetOf = (size: number) =>
  new FakeDbaasApi(
    ...Array.from({ length: size }, (_, index) =>
      databaseService({
        ref: {
          cluster: 'platform',
          namespace: 'team-orders',
          name: `db-${String(index).padStart(4, '0')}`,
        },
      }),
    ),
  );

const load = (api: FakeDbaasApi, wanted: number) =>
  loadFleet(api, { state: ['healthy'] }, wanted, new AbortController().signal);

const namesOf = ({ items }: DatabaseServiceList) =>
  items.map(({ ref }) => ref.name);

describe('loadFleet', () => {
  it('asks once for what fits into one answer', async () => {
    const api = fleetOf(120);
    const list = await load(api, 100);
    expect(namesOf(list)).toHaveLength(100);
    expect(list.nextCursor).toBeDefined();
    expect(api.queries).toEqual([{ state: ['healthy'], limit: 100 }]);
  });

  it('follows the cursor for more than that, without a row twice', async () => {
    const api = fleetOf(1_100);
    const list = await load(api, 1_050);
    expect(new Set(namesOf(list)).size).toBe(1_050);
    expect(api.queries).toEqual([
      { state: ['healthy'], limit: 500 },
      { state: ['healthy'], limit: 500, cursor: '500' },
      { state: ['healthy'], limit: 50, cursor: '1000' },
    ]);
  });

  it('stops at the last page', async () => {
    const list = await load(fleetOf(3), 50);
    expect(namesOf(list)).toHaveLength(3);
    expect(list.nextCursor).toBeUndefined();
  });
});
