import { secretValues } from '../resources/kubernetes-secret';
import { claimOf, FULL_SPEC } from '../__testUtils__/claims';
import {
  AUTHORITY,
  SimulatedPlatform,
} from '../__testUtils__/simulated-platform';

const CREDENTIALS = 'credentials/orders-app/orders';

function converged(): SimulatedPlatform {
  const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
  platform.converge();
  return platform;
}

const valuesOf = (platform: SimulatedPlatform, name = CREDENTIALS) => {
  const secret = platform.ask().desired.get(name)?.object;
  return secret && secretValues(secret);
};

describe('credentials', () => {
  it('hold everything that is needed to connect', () => {
    expect(valuesOf(converged())).toEqual({
      host: 'orders-db-rw.team-orders.svc.cluster.local',
      port: '5432',
      username: 'orders-app',
      password: 'pw of orders-app',
      database: 'orders',
      sslmode: 'verify-ca',
      ca: AUTHORITY,
      uri: 'postgresql://orders-app:pw%20of%20orders-app@orders-db-rw.team-orders.svc.cluster.local:5432/orders?sslmode=require',
    });
  });

  it.each([
    [
      'the address',
      (platform: SimulatedPlatform) => (platform.required = new Map()),
    ],
    [
      'the password',
      (platform: SimulatedPlatform) => {
        const user = platform.observed.get('user/orders-app');
        if (!user)
          throw new Error('There is no user to take the password from.');
        // As provider-sql leaves it for a role that existed before (provider-sql#77).
        platform.observed.set('user/orders-app', {
          ...user,
          connectionDetails: {},
        });
      },
    ],
  ])('are held back until %s is known', (_what, forget) => {
    const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
    while (!platform.observed.has('user/orders-app'))
      platform.apply(platform.ask());
    forget(platform);
    const answer = platform.ask();
    expect(answer.desired.has(CREDENTIALS)).toBe(false);
    expect(answer.ready).toBe(false);
  });

  it('keep their last values when something becomes unknown', () => {
    const platform = converged();
    const before = valuesOf(platform);
    platform.required = new Map();
    expect(valuesOf(platform)).toEqual(before);
    expect(valuesOf(platform, 'administrator-secret')).toMatchObject({
      username: 'postgres',
    });
    expect(valuesOf(platform, 'schema/orders/dev-secret')).toHaveProperty(
      'url',
    );
  });

  it('are made for every database that a user may access', () => {
    const platform = new SimulatedPlatform(
      claimOf({
        ...FULL_SPEC,
        databases: [{ name: 'orders' }, { name: 'audit' }],
        users: [
          {
            name: 'orders-app',
            access: [
              { database: 'orders', level: 'readWrite' },
              { database: 'audit', level: 'readOnly' },
            ],
          },
        ],
      }),
    );
    platform.converge();
    expect(valuesOf(platform, 'credentials/orders-app/audit')).toMatchObject({
      database: 'audit',
    });
  });
});
