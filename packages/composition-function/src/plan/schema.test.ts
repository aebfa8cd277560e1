import { secretValues } from '../resources/kubernetes-secret';
import { claimOf, FULL_SPEC } from '../__testUtils__/claims';
import { SimulatedPlatform } from '../__testUtils__/simulated-platform';

function schemaOf(schema: object) {
  const platform = new SimulatedPlatform(
    claimOf({ ...FULL_SPEC, schema: [{ database: 'orders', ...schema }] }),
  );
  platform.converge();
  const { desired } = platform.ask();
  const object = (name: string) => desired.get(`schema/orders/${name}`)?.object;
  return {
    atlas: object('declarative') ?? object('migrations'),
    devDatabase: object('dev-database'),
    devSecret: object('dev-secret'),
    devExtension: desired.get('extension/orders~dev/pgcrypto')?.object,
  };
}

const SQL = 'CREATE TABLE orders (id bigint PRIMARY KEY);';

describe('the schema of a database', () => {
  it('is applied as the owner, with the password from a Secret', () => {
    const { atlas } = schemaOf({ declarative: { sql: SQL } });
    expect(atlas?.kind).toBe('AtlasSchema');
    expect(atlas?.spec).toMatchObject({
      credentials: {
        scheme: 'postgres',
        host: 'orders-db-rw.team-orders.svc.cluster.local',
        port: 5432,
        user: 'orders~owner',
        passwordFrom: {
          secretKeyRef: {
            name: expect.stringContaining('owner-credentials'),
            key: 'password',
          },
        },
        database: 'orders',
        parameters: { sslmode: 'require' },
      },
      schemas: ['public'],
      schema: { sql: SQL },
    });
  });

  it('is worked out in an empty database of its own, with the same extensions', () => {
    const { atlas, devDatabase, devSecret, devExtension } = schemaOf({
      declarative: { sql: SQL },
    });
    expect(devDatabase).toMatchObject({
      kind: 'Database',
      metadata: {
        annotations: { 'crossplane.io/external-name': 'orders~dev' },
        labels: { 'dbaas.dev/layer': 'schema' },
      },
      spec: { forProvider: { owner: 'orders~owner' } },
    });
    expect(devExtension?.spec).toMatchObject({
      forProvider: { database: 'orders~dev', extension: 'pgcrypto' },
    });
    expect(atlas?.spec).toMatchObject({
      devURLFrom: {
        secretKeyRef: { name: devSecret?.metadata.name, key: 'url' },
      },
    });
    expect(devSecret && secretValues(devSecret)).toEqual({
      url: 'postgres://orders~owner:pw%20of%20orders~owner@orders-db-rw.team-orders.svc.cluster.local:5432/orders~dev?sslmode=require',
    });
  });

  it.each([
    ['refuses to lose data', {}, true],
    ['may lose data when that is allowed', { allowDestructive: true }, false],
  ])('%s', (_what, flag, error) => {
    const { atlas } = schemaOf({ declarative: { sql: SQL }, ...flag });
    expect(atlas?.spec).toMatchObject({
      policy: { lint: { destructive: { error } } },
    });
  });

  it('can stand in a ConfigMap', () => {
    const configMapRef = { name: 'orders-schema', key: 'schema.sql' };
    const { atlas } = schemaOf({ declarative: { configMapRef } });
    expect(atlas?.spec).toMatchObject({
      schema: { configMapKeyRef: configMapRef },
    });
  });

  it.each([
    [{}, false],
    [{ allowDestructive: true }, true],
  ])('can be versioned migrations (%j)', (flag, allow) => {
    const { atlas } = schemaOf({
      migrations: { configMapRef: { name: 'orders-migrations' } },
      ...flag,
    });
    expect(atlas?.kind).toBe('AtlasMigration');
    expect(atlas?.spec).toMatchObject({
      dir: { configMapRef: { name: 'orders-migrations' } },
      protectedFlows: { migrateDown: { allow, autoApprove: allow } },
    });
    expect(atlas?.spec).not.toHaveProperty('schemas');
  });

  it('waits for the privileges, so that no table is made before they hold', () => {
    const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
    platform.faults.set(
      'database/orders/privileges/readOnly/table',
      object => ({
        ...object,
        status: {
          conditions: [
            { type: 'Ready', status: 'False', reason: 'Creating' },
            { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' },
          ],
        },
      }),
    );
    platform.converge();
    const answer = platform.ask();
    expect(answer.desired.has('schema/orders/declarative')).toBe(false);
    expect(
      answer.conditions.find(({ type }) => type === 'SchemaApplied'),
    ).toMatchObject({
      status: 'False',
      reason: 'Waiting',
      message: expect.stringContaining('privileges in database "orders"'),
    });
  });
});
