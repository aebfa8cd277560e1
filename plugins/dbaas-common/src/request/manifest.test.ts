import { parse } from 'yaml';
import {
  entityLabelValue,
  entityRefOfLabel,
  manifestPath,
  renderManifest,
  serializeManifest,
  type DatabaseRequest,
} from './manifest';
import { DEFAULT_PLANS } from '../plans/plan';
import {
  describeRequest,
  parseRequestMarker,
  renderRequestMarker,
} from './pull-request';
import { managedDatabaseSchema } from './managed-database';

const request: DatabaseRequest = {
  namespace: 'team-orders',
  name: 'orders-db',
  entityRef: 'component:default/orders-api',
  requestedBy: 'user:default/olivia',
  spec: {
    version: '17',
    placement: 'cnpg',
    plan: 'small',
    deletionProtection: true,
    backup: { retentionDays: 7 },
    databases: [{ name: 'orders', extensions: [] }],
    users: [
      {
        name: 'orders_app',
        access: [{ database: 'orders', level: 'readWrite' }],
      },
    ],
    schema: [
      {
        database: 'orders',
        declarative: { sql: 'CREATE TABLE t (id int);\n' },
      },
    ],
    storageGB: undefined,
  },
};

const rendered = (change: object = {}) =>
  renderManifest({ ...request, spec: { ...Object(request.spec), ...change } });

const ofExistingServer = () =>
  rendered({
    placement: 'external',
    plan: undefined,
    backup: undefined,
    external: { secretRef: { name: 'pg-admin' } },
    users: [
      { name: 'orders_app', passwordRotation: 2, access: [] },
      { name: 'reports', passwordRotation: 0, access: [] },
    ],
  });

describe('renderManifest', () => {
  it('writes where an existing server is, and rotations that were asked for', () => {
    expect(ofExistingServer()).toMatchObject({
      ok: true,
      value: {
        spec: {
          placement: 'external',
          external: { secretRef: { name: 'pg-admin' } },
          users: [
            { name: 'orders_app', passwordRotation: 2 },
            { name: 'reports' },
          ],
        },
      },
    });
    expect(JSON.stringify(ofExistingServer())).not.toMatch(
      /"plan"|"passwordRotation":0/,
    );
  });

  it('writes only what differs from the defaults', () => {
    expect(rendered()).toEqual({
      ok: true,
      value: {
        apiVersion: 'dbaas.dev/v1alpha1',
        kind: 'ManagedDatabase',
        metadata: {
          name: 'orders-db',
          namespace: 'team-orders',
          labels: { 'dbaas.dev/entity': 'default.component.orders-api' },
          annotations: { 'dbaas.dev/requested-by': 'user:default/olivia' },
        },
        spec: {
          version: '17',
          placement: 'cnpg',
          plan: 'small',
          backup: {},
          databases: [{ name: 'orders' }],
          users: [
            {
              name: 'orders_app',
              access: [{ database: 'orders', level: 'readWrite' }],
            },
          ],
          schema: [
            {
              database: 'orders',
              declarative: { sql: 'CREATE TABLE t (id int);\n' },
            },
          ],
        },
      },
    });
  });

  it.each([
    ['none', undefined, undefined],
    ['some', {}, {}],
    ['some for another time', { retentionDays: 30 }, { retentionDays: 30 }],
  ])(
    'asks for backups only where the request does: %s',
    (_what, backup, written) => {
      const result = rendered({ backup });
      if (!result.ok) throw new Error('refused');
      expect(result.value.spec).toMatchObject({ plan: 'small' });
      expect(Reflect.get(Object(result.value.spec), 'backup')).toEqual(written);
    },
  );

  it('writes bytes that read back to the same claim', () => {
    const result = rendered({
      deletionProtection: false,
      highAvailability: true,
    });
    if (!result.ok) throw new Error('refused');
    const text = serializeManifest(result.value);
    expect(parse(text)).toEqual(result.value);
    expect(managedDatabaseSchema.parse(parse(text)).spec).toMatchObject({
      deletionProtection: false,
      highAvailability: true,
    });
  });

  it.each([
    ['an invalid name', { name: 'Orders!' }, {}, 'metadata.name', /lower-case/],
    [
      'a name that is too long',
      { name: 'a'.repeat(41) },
      {},
      'metadata.name',
      /at most 40/,
    ],
    [
      'a storage size that is no number',
      {},
      { storageGB: 'much' },
      'spec.storageGB',
      /number/,
    ],
    [
      'a version that is not offered',
      {},
      { version: '9' },
      'spec.version',
      /15/,
    ],
    [
      'a reserved database',
      {},
      { databases: [{ name: 'postgres' }] },
      'spec.databases.0.name',
      /belongs to PostgreSQL/,
    ],
    [
      'a user of a database that is not there',
      {},
      { users: [{ name: 'app', access: [{ database: 'x', level: 'owner' }] }] },
      'spec.users.0.access.0.database',
      /no database "x"/,
    ],
    [
      'two users of one name',
      {},
      { users: [{ name: 'app' }, { name: 'app' }] },
      'spec.users.1.name',
      /already a user "app"/,
    ],
    [
      'a Dapr component without credentials',
      {},
      {
        dapr: [
          { name: 's', cluster: 'apps', namespace: 'orders', scopes: ['a'] },
        ],
      },
      'spec.dapr.0.namespace',
      /could not connect/,
    ],
    [
      'both kinds of schema',
      {},
      {
        schema: [
          {
            database: 'orders',
            declarative: { sql: 'x' },
            migrations: { configMapRef: { name: 'm' } },
          },
        ],
      },
      'spec.schema.0',
      /either/,
    ],
  ])('refuses %s at its field', (_what, envelope, spec, path, message) => {
    const result = renderManifest({
      ...request,
      ...envelope,
      spec: { ...Object(request.spec), ...spec },
    });
    expect(result).toEqual({
      ok: false,
      errors: expect.arrayContaining([
        { path, message: expect.stringMatching(message) },
      ]),
    });
  });
});

it('links claims and entities both ways', () => {
  expect(entityLabelValue('Component:Default/Orders-API')).toBe(
    'default.component.orders-api',
  );
  expect(entityRefOfLabel('default.component.orders.api')).toBe(
    'component:default/orders.api',
  );
  expect(entityRefOfLabel('nonsense')).toBeUndefined();
  expect(manifestPath('platform', 'team-orders', 'orders-db')).toBe(
    'clusters/platform/databases/team-orders/orders-db.yaml',
  );
});

describe('the text of a pull request', () => {
  const marker = {
    cluster: 'platform',
    namespace: 'team-orders',
    name: 'orders-db',
    operation: 'create' as const,
    entity: 'component:default/a-->b',
  };

  it('says what is asked for, warns of lost data and carries its marker', () => {
    const result = rendered();
    if (!result.ok) throw new Error('refused');
    const text = describeRequest({
      marker,
      database: managedDatabaseSchema.parse(result.value),
      plan: DEFAULT_PLANS[0],
      purpose: 'Keeps orders',
      destructive: ['DROP TABLE a'],
    });
    expect(text.branchName).toBe('dbaas/team-orders/orders-db/create');
    expect(text.title).toBe(
      'dbaas: create orders-db (PostgreSQL 17, small) in team-orders',
    );
    expect(text.description).toContain('> Keeps orders');
    expect(text.description).toContain('DROP TABLE a');
    expect(text.description).toContain(
      'user `orders_app`: readWrite on `orders`',
    );
    expect(parseRequestMarker(text.description)).toEqual(marker);
  });

  it('names the Secret of a server that is there already, and no size', () => {
    const result = ofExistingServer();
    if (!result.ok) throw new Error('refused');
    const { title, description } = describeRequest({
      marker,
      database: managedDatabaseSchema.parse(result.value),
    });
    expect(title).toBe(
      'dbaas: create orders-db (PostgreSQL 17, existing server) in team-orders',
    );
    expect(description).toContain('existing, from Secret `pg-admin`');
    expect(description).not.toMatch(/Storage|Backups|Plan/);
  });

  it.each([
    ['no marker'],
    ['<!-- dbaas: {broken} -->'],
    ['<!-- dbaas: {"name":"only"} -->'],
  ])('recognises that %j is not ours', body => {
    expect(parseRequestMarker(body)).toBeUndefined();
  });

  it('cannot be ended early by what it carries', () => {
    expect(renderRequestMarker(marker).indexOf('-->')).toBe(
      renderRequestMarker(marker).length - 3,
    );
  });
});
