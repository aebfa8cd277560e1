import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { claimOf, FULL_SPEC, MINIMAL_SPEC } from '../__testUtils__/claims';
import { WRITTEN_AT } from '../__testUtils__/simulated-operators';
import { SimulatedPlatform } from '../__testUtils__/simulated-platform';

function converged(spec: unknown = FULL_SPEC): SimulatedPlatform {
  const platform = new SimulatedPlatform(claimOf(spec));
  platform.converge();
  return platform;
}

const conditionOf = (platform: SimulatedPlatform, type: string) =>
  platform.ask().conditions.find(one => one.type === type);

const notSynced = (object: KubernetesObject): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, creationTimestamp: '2026-11-25T09:00:00Z' },
  status: {
    conditions: [
      {
        type: 'Ready',
        status: 'False',
        reason: 'Creating',
        lastTransitionTime: '2026-11-25T09:00:00Z',
      },
      {
        type: 'Synced',
        status: 'False',
        reason: 'ReconcileError',
        message: 'create failed: cannot create role: permission denied',
        lastTransitionTime: '2026-11-25T09:00:00Z',
      },
    ],
  },
});

describe('the status of a claim', () => {
  it('tells what there is when everything is ready', () => {
    const { parts, ...status } = converged().ask().status;
    expect(status).toEqual({
      phase: 'Ready',
      message: `All ${parts.length} parts are ready.`,
      endpoint: {
        host: 'orders-db-rw.team-orders.svc.cluster.local',
        port: 5432,
      },
      sslMode: 'verify-ca',
      version: '17.10',
      storageGB: 10,
      databases: [{ name: 'orders', ready: true }],
      users: [
        {
          name: 'orders-app',
          ready: true,
          passwordRotation: 0,
          rotatedAt: WRITTEN_AT,
        },
      ],
      schema: [
        {
          database: 'orders',
          mode: 'declarative',
          ready: true,
          version: 'b1946ac92492',
        },
      ],
      secretName: expect.stringContaining('connection'),
    });
  });

  it('tells what is asked for before there is anything', () => {
    const { status } = new SimulatedPlatform(claimOf(FULL_SPEC)).ask();
    expect(status).toMatchObject({
      phase: 'Creating',
      message: 'Cluster orders-db is being created.',
      version: '17',
      storageGB: 10,
      databases: [{ name: 'orders', ready: false }],
      users: [{ name: 'orders-app', ready: false }],
      schema: [{ database: 'orders', mode: 'declarative', ready: false }],
    });
    expect(status).not.toHaveProperty('endpoint');
    expect(status).not.toHaveProperty('sslMode');
    expect(status).not.toHaveProperty('secretName');
  });

  it('lists the parts with state, reason and since when', () => {
    const { parts } = converged().ask().status;
    expect(parts).toContainEqual({
      layer: 'users',
      name: expect.stringMatching(/^orders-db-user-orders-app-/),
      kind: 'Role',
      state: 'healthy',
      reason: 'Available',
      since: WRITTEN_AT,
    });
    expect(parts.map(part => part.kind)).not.toContain('Usage');
  });

  it('lists what is held back, too', () => {
    const { parts } = new SimulatedPlatform(claimOf(MINIMAL_SPEC)).ask().status;
    expect(parts).toContainEqual(
      expect.objectContaining({
        kind: 'Database',
        state: 'progressing',
        reason: 'Waiting',
      }),
    );
  });

  it('tells the version of migrations', () => {
    const platform = converged({
      ...FULL_SPEC,
      schema: [
        { database: 'orders', migrations: { configMapRef: { name: 'm' } } },
      ],
    });
    expect(platform.ask().status.schema).toEqual([
      {
        database: 'orders',
        mode: 'versioned',
        ready: true,
        version: '20261125100000',
      },
    ]);
  });

  it('is Updating, not Creating, once it has been ready', () => {
    const platform = converged(MINIMAL_SPEC);
    platform.claim = {
      ...platform.claim,
      spec: { ...MINIMAL_SPEC, users: [{ name: 'late', access: [] }] },
    };
    expect(platform.ask().status.phase).toBe('Updating');
  });

  it('is Failed with the reason when a part has failed', () => {
    const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
    platform.faults.set('user/orders-app', notSynced);
    platform.converge();
    const { status } = platform.ask();
    expect(status.phase).toBe('Failed');
    expect(status.message).toContain('orders-app');
    expect(status.users).toEqual([{ name: 'orders-app', ready: false }]);
  });
});

describe('the conditions of a claim', () => {
  it('are one for each layer', () => {
    expect(converged().ask().conditions).toEqual(
      [
        'ServerReady',
        'DatabasesReady',
        'UsersReady',
        'CredentialsDelivered',
        'SchemaApplied',
        'DaprReady',
      ].map(type => ({
        type,
        status: 'True',
        reason: 'Available',
        message: expect.stringMatching(/^(\d+) of \1 are ready\.$/),
      })),
    );
  });

  it('say when nothing was asked for', () => {
    expect(conditionOf(converged(MINIMAL_SPEC), 'DaprReady')).toMatchObject({
      status: 'True',
      reason: 'NotRequested',
    });
  });

  it('say what a layer waits for', () => {
    const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
    expect(conditionOf(platform, 'UsersReady')).toMatchObject({
      status: 'False',
      reason: 'Waiting',
      message: expect.stringMatching(
        /^0 of 3 are ready\. Role .* waits for the server\.$/,
      ),
    });
  });

  it('say what has failed', () => {
    const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
    platform.faults.set('user/orders-app', notSynced);
    platform.converge();
    expect(conditionOf(platform, 'UsersReady')).toMatchObject({
      status: 'False',
      reason: 'Failed',
      message: expect.stringContaining('orders-app'),
    });
  });
});
