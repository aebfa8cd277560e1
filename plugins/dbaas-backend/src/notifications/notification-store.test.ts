import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { createTestDatabases } from '../__testUtils__/test-databases';
import type { Told } from './decide';
import { NotificationStore, type Claim } from './notification-store';

const subject = 'platform/team-orders/orders-db';
const at = (minute: number) => new Date(Date.UTC(2026, 10, 25, 12, minute));
const failed = told('failed');
const healthy = told('healthy');

function told(state: Told['state']): Told {
  return { state, building: false, trouble: false, at: {} };
}

const databases = createTestDatabases();

describe.each(databases.eachSupportedId())(
  'NotificationStore on %s',
  databaseId => {
    let store: NotificationStore;

    beforeEach(async () => {
      const knex = await databases.init(databaseId);
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@backstage-dbaas/plugin-dbaas-backend',
          'migrations',
        ),
      });
      store = new NotificationStore(knex);
    });

    const note = async (now = at(0)) =>
      (await store.find([subject], now)).get(subject);

    /** All try at once, each having seen the same. */
    async function race(replicas: number, telling: Told): Promise<Claim[]> {
      const seen = await note();
      const claims = await Promise.all(
        Array.from({ length: replicas }, () =>
          store.claim(subject, seen, telling, at(0)),
        ),
      );
      return claims.filter(claim => claim !== undefined);
    }

    it('lets one of many replicas tell what is new, the first time and later', async () => {
      const [first, ...others] = await race(8, failed);
      expect(others).toEqual([]);
      expect(await store.complete(first)).toBe(true);
      expect(await race(8, healthy)).toHaveLength(1);
    });

    it('keeps what was told', async () => {
      const [claim] = await race(1, failed);
      await store.complete(claim);
      expect(await note()).toEqual({ version: 2, told: failed, attempts: 0 });
    });

    it('does not let anybody tell from what they saw before', async () => {
      const seen = await note();
      expect(await store.remember(subject, seen, healthy)).toBe(true);
      expect(await store.remember(subject, seen, failed)).toBe(false);
      expect(await store.claim(subject, seen, failed, at(0))).toBeUndefined();
      expect((await note())?.told).toEqual(healthy);
    });

    it.each([
      { what: 'for the first time', before: undefined },
      { what: 'after something else', before: healthy },
    ])(
      'goes back when it could not be told $what, and counts',
      async ({ before }) => {
        if (before) await store.remember(subject, undefined, before);
        for (const attempts of [1, 2]) {
          const [claim] = await race(1, failed);
          expect(await store.release(claim)).toBe(true);
          expect(await note()).toMatchObject({ attempts });
          expect((await note())?.told).toEqual(before);
        }
        const [claim] = await race(1, failed);
        await store.complete(claim);
        expect(await note()).toMatchObject({ told: failed, attempts: 0 });
      },
    );

    it('lets others take over after five minutes', async () => {
      await store.remember(subject, undefined, healthy);
      const [crashed] = await race(1, failed);
      expect(await note(at(4))).toMatchObject({
        told: failed,
        claimedUntil: at(5),
      });
      const seen = await note(at(5));
      expect(seen).toEqual({
        version: crashed.version,
        told: healthy,
        attempts: 1,
      });
      expect(await store.claim(subject, seen, failed, at(5))).toBeDefined();
      expect(await store.complete(crashed)).toBe(false);
      expect(await store.release(crashed)).toBe(false);
    });

    it('finds many at once and forgets one', async () => {
      const subjects = Array.from({ length: 450 }, (_, i) => `c/n/db-${i}`);
      for (const each of subjects) {
        await store.remember(each, undefined, healthy);
      }
      expect((await store.find(subjects, at(0))).size).toBe(450);
      await store.forget([subjects[7]]);
      expect((await store.find(subjects, at(0))).has(subjects[7])).toBe(false);
    });
  },
);
