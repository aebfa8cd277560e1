import { ConfigReader } from '@backstage/config';
import { claimKindOf, claimKinds, factsOf } from './claim-kinds';

const kindsOf = (kinds: unknown) =>
  claimKinds(new ConfigReader({ dbaas: { kinds } } as object));

describe('claimKinds', () => {
  it('always has ManagedDatabase', () => {
    expect(claimKinds(new ConfigReader({}))).toEqual([
      expect.objectContaining({ group: 'dbaas.dev', kind: 'ManagedDatabase' }),
    ]);
  });

  it('matches on the group, not on the kind alone', () => {
    const kinds = claimKinds(new ConfigReader({}));
    expect(
      claimKindOf(kinds, { group: 'example.org', kind: 'ManagedDatabase' }),
    ).toBeUndefined();
  });

  it.each([
    [
      'an unknown fact',
      [{ group: 'a.b', kind: 'C', facts: { colour: 'spec.colour' } }],
      'colour',
    ],
    [
      'a path that is none',
      [{ group: 'a.b', kind: 'C', facts: { plan: '$.spec' } }],
      'field path',
    ],
    ['a missing group', [{ kind: 'C' }], 'group'],
  ])('refuses %s', (_what, kinds, message) => {
    expect(() => kindsOf(kinds)).toThrow(message);
  });
});

describe('factsOf', () => {
  const [managed] = claimKinds(new ConfigReader({}));

  it('reads a ManagedDatabase', () => {
    expect(
      factsOf(
        {
          apiVersion: 'dbaas.dev/v1alpha1',
          kind: 'ManagedDatabase',
          metadata: { name: 'orders-db', namespace: 'team-orders' },
          spec: {
            engine: 'postgresql',
            version: '17',
            placement: 'cnpg',
            plan: 'small',
            deletionProtection: true,
            databases: [{ name: 'orders' }, { name: 'audit' }],
            users: [
              {
                name: 'app',
                access: [{ database: 'orders', level: 'readWrite' }],
              },
            ],
          },
          status: {
            endpoint: { host: 'orders-db-rw.team-orders', port: 5432 },
            sslMode: 'verify-ca',
          },
        },
        managed,
      ),
    ).toMatchObject({
      engine: 'postgresql',
      version: '17',
      placement: 'cnpg',
      plan: 'small',
      deletionProtection: true,
      databases: ['orders', 'audit'],
      users: [
        { name: 'app', access: [{ database: 'orders', level: 'readWrite' }] },
      ],
      endpoint: { host: 'orders-db-rw.team-orders', port: 5432 },
      sslMode: 'verify-ca',
    });
  });

  it('reads another XRD by field path, and leaves out what is not there or of another type', () => {
    const [, sql] = kindsOf([
      {
        group: 'devopstoolkit.live',
        kind: 'SQLClaim',
        facts: {
          version: 'spec.parameters.version',
          plan: 'spec.parameters.size',
          databases: 'spec.parameters.databases',
          users: 'spec.parameters.users',
          storageGB: 'spec.parameters.storage',
          region: 'spec.parameters.region',
        },
      },
    ]);
    expect(
      factsOf(
        {
          apiVersion: 'devopstoolkit.live/v1beta1',
          kind: 'SQLClaim',
          metadata: { name: 'my-db', namespace: 'a-team' },
          spec: {
            parameters: {
              version: 16.3,
              size: 'small',
              databases: ['db-01'],
              users: ['app'],
              storage: 'plenty',
            },
          },
        },
        sql,
      ),
    ).toEqual({
      version: '16.3',
      plan: 'small',
      databases: ['db-01'],
      users: [{ name: 'app', access: [] }],
    });
  });
});
