import { claimOf, MINIMAL_SPEC } from '../__testUtils__/claims';
import { SimulatedPlatform } from '../__testUtils__/simulated-platform';

const platform = new SimulatedPlatform(
  claimOf({
    ...MINIMAL_SPEC,
    databases: [{ name: 'orders', extensions: ['pgcrypto', 'uuid-ossp'] }],
  }),
);
platform.converge();
const specOf = (name: string) => platform.ask().desired.get(name)?.object.spec;

describe('databases', () => {
  it('belong to a role that the schema is applied as', () => {
    expect(specOf('database/orders')).toMatchObject({
      forProvider: { owner: 'orders~owner' },
    });
    expect(specOf('database/orders/role/owner')).toMatchObject({
      forProvider: { privileges: { login: true } },
      writeConnectionSecretToRef: { name: expect.any(String) },
    });
  });

  it.each(['readWrite', 'readOnly'])(
    'have a role for %s access that nobody can log in as',
    level => {
      const spec = specOf(`database/orders/role/${level}`);
      expect(spec).toMatchObject({
        forProvider: { privileges: { login: false } },
      });
      expect(spec).not.toHaveProperty('writeConnectionSecretToRef');
    },
  );

  it('let in only who has access', () => {
    expect(
      specOf('database/orders/privileges/readOnly/database'),
    ).toMatchObject({
      forProvider: {
        database: 'orders',
        role: 'orders~ro',
        privileges: ['CONNECT', 'TEMPORARY'],
        revokePublicOnDb: true,
      },
    });
  });

  it('let who may write read', () => {
    expect(
      specOf('database/orders/role/readWrite/member-of/readOnly'),
    ).toMatchObject({
      forProvider: { role: 'orders~rw', memberOf: 'orders~ro' },
    });
  });

  it.each([
    [
      'readWrite/table',
      {
        role: 'orders~rw',
        privileges: ['INSERT', 'UPDATE', 'DELETE'],
      },
    ],
    ['readOnly/table', { role: 'orders~ro', privileges: ['SELECT'] }],
    [
      'readWrite/sequence',
      { role: 'orders~rw', privileges: ['USAGE', 'SELECT'] },
    ],
  ])('open future tables of the owner: %s', (privilege, expected) => {
    expect(specOf(`database/orders/privileges/${privilege}`)).toMatchObject({
      forProvider: {
        ...expected,
        database: 'orders',
        schema: 'public',
        targetRole: 'orders~owner',
        objectType: privilege.split('/')[1],
      },
    });
  });

  it('have no two default privileges of one role and object type', () => {
    // provider-sql 0.16 would take the second for applied (provider-sql#458).
    const pairs = [...platform.ask().desired.values()]
      .filter(({ object }) => object.kind === 'DefaultPrivileges')
      .map(({ object }) => object.spec)
      .map(spec => JSON.stringify(spec, ['forProvider', 'role', 'objectType']));
    expect(pairs).toHaveLength(3);
    expect(new Set(pairs).size).toBe(3);
  });

  it('have the extensions that were asked for, which are never dropped on their own', () => {
    expect(specOf('extension/orders/uuid-ossp')).toMatchObject({
      forProvider: { database: 'orders', extension: 'uuid-ossp' },
      managementPolicies: ['Observe', 'Create', 'Update', 'LateInitialize'],
    });
  });
});
