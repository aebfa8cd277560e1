import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { compose } from './compose';
import { claimOf, FULL_SPEC, MINIMAL_SPEC } from './__testUtils__/claims';
import { servedPlacements } from './__testUtils__/placements';
import { SimulatedPlatform } from './__testUtils__/simulated-platform';

/** Resources of a round without the Usages, which follow what they are for. */
const withoutUsages = (round: string[]) =>
  round.filter(name => !/^(usage|protection)\//.test(name));

/** A server in some phase of CloudNativePG that is not the healthy one. */
const inPhase =
  (phase: string, readyInstances: number) =>
  (object: KubernetesObject): KubernetesObject => ({
    ...object,
    status: {
      phase,
      instances: 1,
      readyInstances,
      conditions: [
        { type: 'Ready', status: 'False', reason: 'ClusterIsNotReady' },
      ],
    },
  });
const unready = inPhase('Unable to create required cluster objects', 0);

const placements = servedPlacements();

describe('compose', () => {
  it.each(placements)(
    'makes all of a database service at %s',
    (_placement, platform) => {
      expect(platform.ask()).toMatchObject({
        ready: true,
        status: { phase: 'Ready', endpoint: { port: 5432 } },
        warnings: [],
      });
    },
  );

  it('makes one thing after the other, each when what it builds on can be used', () => {
    const rounds = new SimulatedPlatform(claimOf(FULL_SPEC)).converge();
    expect(rounds.map(withoutUsages).filter(round => round.length > 0)).toEqual(
      [
        ['server', 'password-generator'],
        [
          'administrator-secret',
          'provider-config',
          'database/orders/role/owner/password/0',
          'user/orders-app/password/0',
        ],
        [
          'database/orders/role/owner',
          'database/orders/role/readWrite',
          'database/orders/role/readOnly',
          'user/orders-app',
        ],
        [
          'database/orders/role/readWrite/member-of/readOnly',
          'database/orders',
          'user/orders-app/access/orders/readWrite',
          'credentials/orders-app/orders',
          'schema/orders/dev-database',
          'schema/orders/dev-secret',
        ],
        [
          'database/orders/privileges/readOnly/database',
          'database/orders/privileges/readOnly/table',
          'database/orders/privileges/readWrite/table',
          'database/orders/privileges/readWrite/sequence',
          'extension/orders/pgcrypto',
          'push/orders-app/orders',
          'extension/orders~dev/pgcrypto',
          'dapr-schema/orders/orders-state',
        ],
        ['delivery/apps/orders/orders-db', 'schema/orders/declarative'],
        ['dapr/apps/orders/orders-state'],
      ],
    );
  });

  it('is ready when everything is, and not while anything is held back', () => {
    const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
    platform.apply(platform.ask());
    const afterServer = platform.ask();
    expect(afterServer.desired.get('server')).toMatchObject({ ready: true });
    expect(afterServer.ready).toBe(false);
    platform.converge();
    expect(platform.ask().ready).toBe(true);
  });

  it('asks for nothing that is not requested', () => {
    const platform = new SimulatedPlatform(claimOf(MINIMAL_SPEC));
    platform.converge();
    const layers = new Set(platform.ask().status.parts.map(part => part.layer));
    expect([...layers].sort()).toEqual(['databases', 'server']);
    expect(platform.ask().ready).toBe(true);
  });

  it('keeps everything that exists when the server is unready for a while', () => {
    const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
    platform.converge();
    const before = [...platform.ask().desired.keys()].sort();
    platform.faults.set('server', unready);
    platform.apply(platform.ask());
    const answer = platform.ask();
    expect([...answer.desired.keys()].sort()).toEqual(before);
    expect(answer.ready).toBe(false);
    expect(answer.desired.get('server')).toMatchObject({ ready: false });
  });

  it.each(servedPlacements())(
    'keeps every resource of %s in turn when that resource fails',
    (_placement, platform) => {
      const names = [...platform.ask().desired.keys()];
      const failing = (object: KubernetesObject) => ({
        ...object,
        status: {
          conditions: [
            { type: 'Ready', status: 'False', reason: 'Unavailable' },
            { type: 'Synced', status: 'False', reason: 'ReconcileError' },
          ],
        },
      });
      for (const name of names) {
        platform.faults.clear();
        platform.faults.set(name, failing);
        platform.apply(platform.ask());
        expect([...platform.ask().desired.keys()].sort()).toEqual(
          [...names].sort(),
        );
      }
    },
  );

  it('holds new things back while the server is unready', () => {
    const platform = new SimulatedPlatform(claimOf(MINIMAL_SPEC));
    platform.converge();
    platform.faults.set('server', unready);
    platform.apply(platform.ask());
    platform.claim = {
      ...platform.claim,
      spec: { ...MINIMAL_SPEC, users: [{ name: 'late', access: [] }] },
    };
    expect(platform.ask().desired.has('user/late')).toBe(false);
    platform.faults.clear();
    platform.converge();
    expect(platform.ask().desired.has('user/late')).toBe(true);
  });

  it('builds on a server that is degraded, since that still works', () => {
    const platform = new SimulatedPlatform(claimOf(MINIMAL_SPEC));
    platform.converge();
    platform.faults.set('server', inPhase('Waiting for user action', 1));
    platform.apply(platform.ask());
    platform.claim = {
      ...platform.claim,
      spec: { ...MINIMAL_SPEC, users: [{ name: 'late', access: [] }] },
    };
    platform.converge();
    const answer = platform.ask();
    expect(answer.desired.has('user/late')).toBe(true);
    expect(answer.status.phase).toBe('Degraded');
    expect(answer.ready).toBe(false);
  });

  it('takes away what is asked for no more', () => {
    const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
    platform.converge();
    platform.claim = claimOf(
      { ...FULL_SPEC, dapr: [], delivery: [], schema: [], users: [] },
      { status: platform.claim.status },
    );
    platform.converge();
    const names = [...platform.ask().desired.keys()];
    expect(
      names.filter(name => /^(user|push|delivery|schema|dapr)/.test(name)),
    ).toEqual([]);
    expect(names).toContain('database/orders');
  });

  it.each(placements)(
    'labels every object of %s with service and layer',
    (_placement, platform) => {
      for (const { object } of platform.ask().desired.values()) {
        expect(object.metadata).toMatchObject({
          namespace: 'team-orders',
          labels: {
            'dbaas.dev/database': 'team-orders.orders-db',
            'dbaas.dev/layer': expect.stringMatching(
              /^(server|databases|users|secrets|schema|dapr)$/,
            ),
          },
        });
      }
    },
  );

  it.each(placements)(
    'gives every object of %s a name of its own among those of its kind',
    (_placement, platform) => {
      const names = [...platform.ask().desired.values()].map(
        ({ object }) => `${object.kind} ${object.metadata.name}`,
      );
      expect(new Set(names).size).toBe(names.length);
    },
  );

  it('gives the same answer for the same input', () => {
    const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
    platform.converge();
    expect(compose(platform.input())).toEqual(compose(platform.input()));
  });

  it.each(placements)(
    'puts passwords of %s into Secrets only',
    (_placement, platform) => {
      const { desired, ...rest } = platform.ask();
      const texts = [
        JSON.stringify(rest),
        ...[...desired.values()]
          .filter(({ object }) => object.kind !== 'Secret')
          .map(({ object }) => JSON.stringify(object)),
      ];
      for (const text of texts) {
        expect(text).not.toMatch(/Sup3r-secret|Adm1n-secret|adm1n|pw of/);
      }
    },
  );
});
