import { claimOf, MINIMAL_SPEC } from '../__testUtils__/claims';
import { SimulatedPlatform } from '../__testUtils__/simulated-platform';

type Level = 'owner' | 'readWrite' | 'readOnly';
type Access = { database: string; level: Level };

function platformWith(access: Access[]): SimulatedPlatform {
  const platform = new SimulatedPlatform(
    claimOf({
      ...MINIMAL_SPEC,
      databases: [{ name: 'orders' }, { name: 'audit' }],
      users: [{ name: 'app', access }],
    }),
  );
  platform.converge();
  return platform;
}

const specOf = (platform: SimulatedPlatform, name: string) =>
  platform.ask().desired.get(name)?.object.spec;

describe('users', () => {
  it.each<[Level, string]>([
    ['owner', 'orders~owner'],
    ['readWrite', 'orders~rw'],
    ['readOnly', 'orders~ro'],
  ])('gives %s access by membership in %s', (level, role) => {
    const platform = platformWith([{ database: 'orders', level }]);
    expect(specOf(platform, `user/app/access/orders/${level}`)).toMatchObject({
      forProvider: { role: 'app', memberOf: role },
    });
  });

  it('can log in with a password that was generated, and provider-sql publishes it', () => {
    const platform = platformWith([]);
    const user = platform.ask().desired.get('user/app')?.object;
    expect(user?.metadata.annotations).toEqual({
      'crossplane.io/external-name': 'app',
    });
    expect(user?.spec).toEqual({
      forProvider: {
        privileges: { login: true, inherit: true },
        passwordSecretRef: {
          name: expect.stringMatching(/^orders-db-user-app-password-0-/),
          key: 'password',
        },
      },
      providerConfigRef: { kind: 'ProviderConfig', name: 'orders-db' },
      writeConnectionSecretToRef: {
        name: expect.stringMatching(/^orders-db-user-app-credentials-/),
      },
    });
  });

  it('makes the tables of an only owner belong to the database', () => {
    const platform = platformWith([{ database: 'orders', level: 'owner' }]);
    expect(specOf(platform, 'user/app')).toMatchObject({
      forProvider: {
        configurationParameters: [{ name: 'role', value: 'orders~owner' }],
      },
    });
  });

  it.each<[string, Access[]]>([
    ['writes', [{ database: 'orders', level: 'readWrite' }]],
    [
      'owns one of two databases',
      [
        { database: 'orders', level: 'owner' },
        { database: 'audit', level: 'readOnly' },
      ],
    ],
  ])('lets a user who %s be itself', (_what, access) => {
    expect(specOf(platformWith(access), 'user/app')).not.toHaveProperty(
      'forProvider.configurationParameters',
    );
  });

  it('makes another level another Grant, so that the former one is revoked', () => {
    const platform = platformWith([{ database: 'orders', level: 'owner' }]);
    platform.claim = {
      ...platform.claim,
      spec: {
        ...MINIMAL_SPEC,
        users: [
          { name: 'app', access: [{ database: 'orders', level: 'readOnly' }] },
        ],
      },
    };
    const names = [...platform.ask().desired.keys()];
    expect(names).toContain('user/app/access/orders/readOnly');
    expect(names).not.toContain('user/app/access/orders/owner');
  });
});
