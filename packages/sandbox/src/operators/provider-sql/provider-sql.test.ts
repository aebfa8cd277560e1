import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ClientConfig } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningPostgresServer } from '../../postgres/postgres-servers';
import { withSession } from '../../postgres/session';
import { conditionsOf } from '../conditions';
import { secretData, secretTexts } from '../kubernetes-secret';
import { TestPlatform } from '../test-platform';
import { providerSql } from './index';

jest.setTimeout(60_000);

const API_VERSION = 'postgresql.sql.m.crossplane.io/v1alpha1';
const FINALIZER = 'finalizer.managedresource.crossplane.io';
const PASSWORD = 'administrator';
const POLL_MS = 2_500;

let platform: TestPlatform;
let server: RunningPostgresServer;

beforeAll(async () => {
  platform = await TestPlatform.open([
    'postgresql.sql.m.crossplane.io',
    'postgresql.sql.crossplane.io',
  ]);
  await startServer();
  await platform.start(providerSql({ pollIntervalMs: POLL_MS }));
});

afterAll(() => platform.close());

/** Each test has a namespace of its own, and names in PostgreSQL that begin with it. */
let namespace: string;
let counter = 0;

beforeEach(async () => {
  counter += 1;
  namespace = `team-${counter}`;
  await platform.client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  await createSecret('administrator', {
    host: server.host,
    port: String(server.port),
    username: 'postgres',
    password: PASSWORD,
  });
  await create('ProviderConfig', 'server', {
    credentials: {
      source: 'PostgreSQLConnectionSecret',
      connectionSecretRef: { name: 'administrator' },
      secretKeyMapping: { endpoint: 'host' },
    },
    sslMode: 'require',
  });
});

describe('a Role', () => {
  it('becomes a role that can log in with the password in its connection Secret', async () => {
    await createManaged(
      'Role',
      'app',
      { privileges: { login: true } },
      { writeConnectionSecretToRef: { name: 'app-login' } },
    );

    const role = await ready('Role', 'app');
    const login = await secret('app-login');
    expect(Object.keys(login).sort()).toEqual([
      'endpoint',
      'password',
      'port',
      'username',
    ]);
    expect(await value(loginOf(login), 'select current_user')).toBe('app');
    expect(role.metadata.finalizers).toEqual([FINALIZER]);
    expect(role.metadata.annotations).toMatchObject({
      'crossplane.io/external-name': 'app',
    });
    expect(conditionsOf(role)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'Ready',
          status: 'True',
          reason: 'Available',
        }),
        expect.objectContaining({
          type: 'Synced',
          status: 'True',
          reason: 'ReconcileSuccess',
        }),
      ]),
    );
    expect(role.status).toMatchObject({
      atProvider: {
        privilegesAsClauses: [
          'NOSUPERUSER',
          'INHERIT',
          'NOCREATEDB',
          'NOCREATEROLE',
          'LOGIN',
          'NOREPLICATION',
          'NOBYPASSRLS',
        ],
      },
    });
    expect(await eventReasons('app')).toContain('CreatedExternalResource');
  });

  it('has a name and settings that need quotes', async () => {
    const name = `odd "name" ${namespace}`;
    await createManaged(
      'Role',
      'odd',
      {
        configurationParameters: [
          { name: 'search_path', value: '"$user", public' },
          { name: 'app.user', value: "it's" },
        ],
      },
      { externalName: name },
    );
    await ready('Role', 'odd');

    expect(
      await value(
        administrator(),
        `select rolconfig from pg_roles where rolname = $1`,
        [name],
      ),
    ).toEqual(['search_path="$user", public', "app.user=it's"]);
  });

  it('is changed when it differs, and not touched when it does not', async () => {
    await createManaged('Role', 'app2', { connectionLimit: 5 });
    await ready('Role', 'app2');

    await withSession(administrator(), client =>
      client.query('alter role app2 connection limit 9 createdb'),
    );

    await eventually(async () =>
      expect(
        await value(
          administrator(),
          `select rolconnlimit || ' ' || rolcreatedb from pg_roles where rolname = 'app2'`,
        ),
      ).toBe('5 false'),
    );
    await eventually(async () =>
      expect(await eventReasons('app2')).toContain('UpdatedExternalResource'),
    );
    await delay(2 * POLL_MS);
    const { resourceVersion } = (await ready('Role', 'app2')).metadata;
    await delay(3 * POLL_MS);
    expect((await ready('Role', 'app2')).metadata.resourceVersion).toBe(
      resourceVersion,
    );
  });

  it('gets the password of a Secret, and another one when that changes', async () => {
    await createSecret('chosen', { password: 'first' });
    await createManaged(
      'Role',
      'app3',
      {
        privileges: { login: true },
        passwordSecretRef: { name: 'chosen', key: 'password' },
      },
      { writeConnectionSecretToRef: { name: 'app3-login' } },
    );
    await ready('Role', 'app3');
    expect((await secret('app3-login')).password).toBe('first');

    await platform.client.patch(
      { apiVersion: 'v1', kind: 'Secret', namespace, name: 'chosen' },
      { data: secretData({ password: 'second' }) },
    );

    await eventually(async () =>
      expect((await secret('app3-login')).password).toBe('second'),
    );
    expect(
      await value(loginOf(await secret('app3-login')), 'select current_user'),
    ).toBe('app3');
  });

  it('gets a new password when the rotation trigger is moved', async () => {
    await createManaged(
      'Role',
      'app4',
      { privileges: { login: true } },
      { writeConnectionSecretToRef: { name: 'app4-login' } },
    );
    await ready('Role', 'app4');
    const before = await secret('app4-login');

    await platform.client.patch(ref('Role', 'app4'), {
      spec: {
        forProvider: { passwordRotationTrigger: new Date().toISOString() },
      },
    });

    await eventually(async () =>
      expect((await secret('app4-login')).password).not.toBe(before.password),
    );
    const after = await secret('app4-login');
    expect(await value(loginOf(after), 'select current_user')).toBe('app4');
    await expect(value(loginOf(before), 'select 1')).rejects.toThrow(
      'password authentication failed',
    );
    await delay(2 * POLL_MS);
    expect(await secret('app4-login')).toEqual(after);
  });

  it('whose creation was interrupted still ends with a password that is known', async () => {
    await withSession(administrator(), client =>
      client.query('create role half login'),
    );
    await createManaged(
      'Role',
      'half',
      { privileges: { login: true } },
      {
        writeConnectionSecretToRef: { name: 'half-login' },
        annotations: {
          'crossplane.io/external-create-pending': '2026-01-01T00:00:00.000Z',
        },
      },
    );
    await ready('Role', 'half');

    await eventually(async () =>
      expect(
        await value(loginOf(await secret('half-login')), 'select current_user'),
      ).toBe('half'),
    );
  });

  it('that existed before has an empty connection Secret', async () => {
    await withSession(administrator(), client =>
      client.query('create role adopted login'),
    );
    await createManaged(
      'Role',
      'adopted',
      {},
      { writeConnectionSecretToRef: { name: 'adopted-login' } },
    );
    await ready('Role', 'adopted');

    expect(await secret('adopted-login')).toEqual({});
  });

  it('that existed before gets the password of a Secret, and publishes it', async () => {
    await withSession(administrator(), client =>
      client.query(`create role adopted2 login password 'former'`),
    );
    await createSecret('chosen', { password: 'ours' });
    await createManaged(
      'Role',
      'adopted2',
      { passwordSecretRef: { name: 'chosen', key: 'password' } },
      { writeConnectionSecretToRef: { name: 'adopted2-login' } },
    );

    await eventually(async () =>
      expect(await secret('adopted2-login')).toMatchObject({
        username: 'adopted2',
        password: 'ours',
      }),
    );
    expect(
      await value(
        loginOf(await secret('adopted2-login')),
        'select current_user',
      ),
    ).toBe('adopted2');
  });

  it('is not deleted while the Secret of its password is missing', async () => {
    await createSecret('chosen', { password: 'first' });
    await createManaged('Role', 'held', {
      passwordSecretRef: { name: 'chosen', key: 'password' },
    });
    await ready('Role', 'held');
    await platform.client.delete({
      apiVersion: 'v1',
      kind: 'Secret',
      namespace,
      name: 'chosen',
    });
    await platform.client.delete(ref('Role', 'held'));

    const held = await until(
      'Role',
      'held',
      object => syncedMessage(object) !== undefined,
    );
    expect(syncedMessage(held)).toBe(
      'observe failed: cannot get password secret: secrets "chosen" not found',
    );

    await createSecret('chosen', { password: 'any' });
    await platform.untilGone(ref('Role', 'held'));
  });
});

describe('an administrator who is no superuser', () => {
  it('makes a database for a role once it is its member, and drops both', async () => {
    await withSession(administrator(), client =>
      client.query(
        `create role manager login createdb createrole password 'manager'`,
      ),
    );
    await platform.client.patch(
      { apiVersion: 'v1', kind: 'Secret', namespace, name: 'administrator' },
      { data: secretData({ username: 'manager', password: 'manager' }) },
    );
    await createManaged('Role', 'holder', {});
    await ready('Role', 'holder');
    await createManaged('Database', 'held_by', { owner: 'holder' });
    const refused = await until(
      'Database',
      'held_by',
      object => syncedMessage(object) !== undefined,
    );
    expect(syncedMessage(refused)).toContain(
      'must be able to SET ROLE "holder"',
    );

    await createManaged(
      'Grant',
      'membership',
      { role: 'manager', memberOf: 'holder' },
      {
        managementPolicies: ['Observe', 'Create', 'Update', 'LateInitialize'],
      },
    );
    await ready('Grant', 'membership');
    await ready('Database', 'held_by');

    for (const [kind, name] of [
      ['Grant', 'membership'],
      ['Role', 'holder'],
      ['Database', 'held-by'],
    ])
      await platform.client.delete(ref(kind, name));
    await platform.untilGone(ref('Database', 'held-by'));
    await platform.untilGone(ref('Role', 'holder'));
  });
});

describe('a Database', () => {
  it('becomes a database of its owner and takes over what PostgreSQL chose', async () => {
    await createManaged('Role', 'owner', {});
    await createManaged('Database', 'orders', { owner: 'owner' });

    const { spec } = await ready('Database', 'orders');

    expect(spec).toMatchObject({
      forProvider: {
        owner: 'owner',
        encoding: 'UTF8',
        allowConnections: true,
        connectionLimit: -1,
      },
    });
    expect(
      await value(
        administrator(),
        `select pg_get_userbyid(datdba) from pg_database where datname = 'orders'`,
      ),
    ).toBe('owner');
  });

  it('waits for its owner and says so', async () => {
    await createManaged('Database', 'early', { owner: 'late-owner' });
    const early = await until(
      'Database',
      'early',
      object => syncedMessage(object) !== undefined,
    );
    expect(syncedMessage(early)).toBe(
      'create failed: cannot create database: role "late-owner" does not exist',
    );
    expect(conditionsOf(early)).toContainEqual(
      expect.objectContaining({
        type: 'Ready',
        status: 'False',
        reason: 'Creating',
      }),
    );

    await createManaged('Role', 'late-owner', {});

    await ready('Database', 'early');
  });

  it('finds its owner by reference', async () => {
    await createManaged(
      'Role',
      'owner-object',
      {},
      { externalName: 'real_owner' },
    );
    await createManaged('Database', 'by-reference', {
      ownerRef: { name: 'owner-object' },
    });

    const { spec } = await ready('Database', 'by-reference');

    expect(spec).toMatchObject({ forProvider: { owner: 'real_owner' } });
  });

  it('is not dropped while somebody is connected', async () => {
    await createManaged('Database', 'busy', {});
    await ready('Database', 'busy');

    await withSession({ ...administrator(), database: 'busy' }, async () => {
      await platform.client.delete(ref('Database', 'busy'));
      const busy = await until(
        'Database',
        'busy',
        object => syncedMessage(object) !== undefined,
      );
      expect(syncedMessage(busy)).toBe(
        'delete failed: cannot drop database: database "busy" is being accessed by other users',
      );
      expect(await eventReasons('busy')).toContain(
        'CannotDeleteExternalResource',
      );
    });

    await platform.untilGone(ref('Database', 'busy'));
    expect(
      await value(
        administrator(),
        `select count(*)::int from pg_database where datname = 'busy'`,
      ),
    ).toBe(0);
  });

  it('stays when it may not be deleted', async () => {
    await createManaged(
      'Database',
      'kept',
      {},
      { managementPolicies: ['Observe', 'Create', 'Update', 'LateInitialize'] },
    );
    await ready('Database', 'kept');

    await platform.client.delete(ref('Database', 'kept'));

    await platform.untilGone(ref('Database', 'kept'));
    expect(
      await value(
        administrator(),
        `select count(*)::int from pg_database where datname = 'kept'`,
      ),
    ).toBe(1);
  });
});

describe('what lives in a database', () => {
  beforeEach(async () => {
    await createManaged('Role', `owner_${counter}`, {});
    await createManaged(
      'Role',
      `reader_${counter}`,
      { privileges: { login: true } },
      { writeConnectionSecretToRef: { name: 'reader-login' } },
    );
    await createManaged('Database', `db_${counter}`, {
      owner: `owner_${counter}`,
    });
    await ready('Database', `db_${counter}`);
    await ready('Role', `reader_${counter}`);
  });

  const inDatabase = (): ClientConfig => ({
    ...administrator(),
    database: `db_${counter}`,
  });

  it('an Extension is installed and removed', async () => {
    await createManaged('Extension', 'crypto', {
      extension: 'pgcrypto',
      database: `db_${counter}`,
    });
    await ready('Extension', 'crypto');
    expect(
      await value(
        inDatabase(),
        `select count(*)::int from pg_extension where extname = 'pgcrypto'`,
      ),
    ).toBe(1);

    await platform.client.delete(ref('Extension', 'crypto'));
    await platform.untilGone(ref('Extension', 'crypto'));
    expect(
      await value(
        inDatabase(),
        `select count(*)::int from pg_extension where extname = 'pgcrypto'`,
      ),
    ).toBe(0);
  });

  it('an Extension that does not exist is an error that names it', async () => {
    await createManaged('Extension', 'nonsense', {
      extension: 'nonsense',
      database: `db_${counter}`,
    });

    const object = await until(
      'Extension',
      'nonsense',
      found => syncedMessage(found) !== undefined,
    );

    expect(syncedMessage(object)).toMatch(
      /^create failed: cannot create extension: .*nonsense/,
    );
  });

  it('a Schema belongs to its role', async () => {
    await createManaged('Schema', 'sales', {
      role: `owner_${counter}`,
      database: `db_${counter}`,
    });
    await ready('Schema', 'sales');

    expect(
      await value(
        inDatabase(),
        `select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'sales'`,
      ),
    ).toBe(`owner_${counter}`);
  });

  it('a Grant on the database keeps everybody else out', async () => {
    await createManaged('Grant', 'connect', {
      role: `reader_${counter}`,
      database: `db_${counter}`,
      privileges: ['CONNECT', 'TEMP'],
      revokePublicOnDb: true,
    });
    await ready('Grant', 'connect');

    expect(
      await value(
        inDatabase(),
        `select has_database_privilege('public', current_database(), 'connect')`,
      ),
    ).toBe(false);
    expect(
      await value(
        inDatabase(),
        `select has_database_privilege('reader_${counter}', current_database(), 'connect')`,
      ),
    ).toBe(true);
    await platform.client.delete(ref('Grant', 'connect'));
    await platform.untilGone(ref('Grant', 'connect'));
    expect(
      await value(
        inDatabase(),
        `select has_database_privilege('reader_${counter}', current_database(), 'connect')`,
      ),
    ).toBe(false);
  });

  it.each([
    [
      'schema',
      { schema: 'public', privileges: ['ALL'] },
      `has_schema_privilege($1, 'public', 'create')`,
    ],
    [
      'table',
      { schema: 'public', tables: ['items'], privileges: ['SELECT', 'INSERT'] },
      `has_table_privilege($1, 'items', 'insert')`,
    ],
    [
      'all of a table',
      { schema: 'public', tables: ['items'], privileges: ['ALL'] },
      `has_table_privilege($1, 'items', 'truncate')`,
    ],
    [
      'columns',
      {
        schema: 'public',
        tables: ['items'],
        columns: ['id'],
        privileges: ['UPDATE'],
      },
      `has_column_privilege($1, 'items', 'id', 'update')`,
    ],
    [
      'sequence',
      { schema: 'public', sequences: ['items_id_seq'], privileges: ['USAGE'] },
      `has_sequence_privilege($1, 'items_id_seq', 'usage')`,
    ],
    [
      'routine',
      {
        schema: 'public',
        routines: [{ name: 'double', args: ['integer'] }],
        privileges: ['EXECUTE'],
      },
      `has_function_privilege($1, 'double(int)', 'execute')`,
    ],
    [
      'with grant option',
      {
        schema: 'public',
        tables: ['items'],
        privileges: ['SELECT'],
        withOption: 'GRANT',
      },
      `has_table_privilege($1, 'items', 'select with grant option')`,
    ],
  ])('a Grant on %s gives the privilege', async (_what, parameters, check) => {
    await withSession(inDatabase(), async client => {
      await client.query('create table items (id serial)');
      await client.query(
        `create function double(n int) returns int language sql return n * 2`,
      );
      await client.query('revoke all on function double from public');
    });
    await createManaged('Grant', 'privilege', {
      role: `reader_${counter}`,
      database: `db_${counter}`,
      ...parameters,
    });
    await ready('Grant', 'privilege');

    expect(
      await value(inDatabase(), `select ${check}`, [`reader_${counter}`]),
    ).toBe(true);
  });

  it('a Grant of a role makes a member', async () => {
    await createManaged('Grant', 'member', {
      role: `reader_${counter}`,
      memberOf: `owner_${counter}`,
    });
    await ready('Grant', 'member');

    expect(
      await value(
        administrator(),
        `select pg_has_role('reader_${counter}', 'owner_${counter}', 'member')`,
      ),
    ).toBe(true);
  });

  it('a Grant of nothing is refused', async () => {
    await createManaged('Grant', 'nothing', {
      role: `reader_${counter}`,
      database: `db_${counter}`,
    });

    const object = await until(
      'Grant',
      'nothing',
      found => syncedMessage(found) !== undefined,
    );

    expect(syncedMessage(object)).toBe('observe failed: privileges not passed');
  });

  it('DefaultPrivileges hold for tables that are made afterwards', async () => {
    await createManaged('DefaultPrivileges', 'tables', {
      targetRole: `owner_${counter}`,
      role: `reader_${counter}`,
      database: `db_${counter}`,
      schema: 'public',
      objectType: 'table',
      privileges: ['SELECT'],
    });
    await ready('DefaultPrivileges', 'tables');

    await withSession(inDatabase(), async client => {
      await client.query(`set role owner_${counter}`);
      await client.query('create table later ()');
    });
    expect(
      await value(
        inDatabase(),
        `select has_table_privilege('reader_${counter}', 'later', 'select')`,
      ),
    ).toBe(true);
  });
});

describe('the way to the server', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'a ProviderConfig that does not exist',
      { providerConfigRef: { kind: 'ProviderConfig', name: 'nobody' } },
      'connect failed: cannot get ProviderConfig: ProviderConfig "nobody" not found',
    ],
    [
      'the default ClusterProviderConfig',
      { providerConfigRef: undefined },
      'connect failed: cannot get ClusterProviderConfig: ClusterProviderConfig "default" not found',
    ],
  ])('leads nowhere without %s', async (_what, spec, message) => {
    await createManaged('Database', 'lost', {}, spec);

    const object = await until(
      'Database',
      'lost',
      found => syncedMessage(found) !== undefined,
    );

    expect(syncedMessage(object)).toBe(message);
    expect(conditionsOf(object).map(({ type }) => type)).toEqual(['Synced']);
    expect(await eventReasons('lost')).toContain('CannotConnectToProvider');
  });

  it('is found as soon as the Secret with the credentials is there', async () => {
    await create('ProviderConfig', 'later', {
      credentials: {
        source: 'PostgreSQLConnectionSecret',
        connectionSecretRef: { name: 'later' },
      },
      sslMode: 'require',
    });
    await createManaged(
      'Role',
      'patient',
      {},
      { providerConfigRef: { kind: 'ProviderConfig', name: 'later' } },
    );
    const waiting = await until(
      'Role',
      'patient',
      object => syncedMessage(object) !== undefined,
    );
    expect(syncedMessage(waiting)).toBe(
      'connect failed: cannot get credentials Secret: secrets "later" not found',
    );

    await createSecret('later', {
      endpoint: server.host,
      port: String(server.port),
      username: 'postgres',
      password: PASSWORD,
    });

    await ready('Role', 'patient');
  });

  it('fails on a certificate nobody knows when it has to be verified', async () => {
    await create('ProviderConfig', 'strict', {
      credentials: {
        source: 'PostgreSQLConnectionSecret',
        connectionSecretRef: { name: 'administrator' },
        secretKeyMapping: { endpoint: 'host' },
      },
    });
    await createManaged(
      'Role',
      'strict',
      {},
      { providerConfigRef: { kind: 'ProviderConfig', name: 'strict' } },
    );

    const object = await until(
      'Role',
      'strict',
      found => syncedMessage(found) !== undefined,
    );

    expect(syncedMessage(object)).toMatch(
      /^observe failed: cannot select role: .*certificate/,
    );
  });

  it('never shows the password', async () => {
    await platform.client.patch(
      { apiVersion: 'v1', kind: 'Secret', namespace, name: 'administrator' },
      { data: secretData({ password: 'not-the-password' }) },
    );
    await createManaged('Role', 'wrong', {});

    const object = await until(
      'Role',
      'wrong',
      found => syncedMessage(found) !== undefined,
    );

    expect(syncedMessage(object)).toBe(
      'observe failed: cannot select role: password authentication failed for user "postgres"',
    );
    expect(
      JSON.stringify(
        await platform.client.list({ apiVersion: 'v1', kind: 'Event' }),
      ),
    ).not.toContain('not-the-password');
  });

  it('a ProviderConfig counts its users and stays while it has some', async () => {
    await createManaged('Role', `user_${counter}`, {});
    await ready('Role', `user_${counter}`);
    await until(
      'ProviderConfig',
      'server',
      ({ status }) => JSON.stringify(status) === '{"users":1}',
    );

    await platform.client.delete(ref('ProviderConfig', 'server'));
    await until(
      'ProviderConfig',
      'server',
      ({ metadata }) => metadata.deletionTimestamp !== undefined,
    );
    await platform.client.delete(ref('Role', `user-${counter}`));

    await platform.untilGone(ref('ProviderConfig', 'server'));
    expect(
      await platform.client.get(ref('ProviderConfig', 'server')),
    ).toBeUndefined();
  });

  it('a resource whose ProviderConfig has gone cannot be deleted', async () => {
    await createManaged('Role', `orphan_${counter}`, {});
    await ready('Role', `orphan_${counter}`);
    await platform.client.patch(ref('ProviderConfig', 'server'), {
      metadata: { finalizers: [] },
    });
    await platform.client.delete(ref('ProviderConfig', 'server'));
    await platform.client
      .patch(ref('ProviderConfig', 'server'), { metadata: { finalizers: [] } })
      .catch(() => {});
    await platform.client.delete(ref('Role', `orphan-${counter}`));

    const object = await until(
      'Role',
      `orphan_${counter}`,
      found => syncedMessage(found) !== undefined,
    );

    expect(syncedMessage(object)).toContain(
      'connect failed: cannot get ProviderConfig',
    );
    await platform.client.patch(ref('Role', `orphan-${counter}`), {
      metadata: { finalizers: [] },
    });
  });
});

describe('pausing', () => {
  it.each<[string, Record<string, unknown>]>([
    ['the annotation', { annotations: { 'crossplane.io/paused': 'true' } }],
    ['no management policy', { managementPolicies: [] }],
  ])('by %s leaves PostgreSQL alone', async (_what, options) => {
    await createManaged('Role', `paused_${counter}`, {}, options);

    const object = await until(
      'Role',
      `paused_${counter}`,
      found => conditionsOf(found).length > 0,
    );

    expect(conditionsOf(object)).toEqual([
      expect.objectContaining({
        type: 'Synced',
        status: 'False',
        reason: 'ReconcilePaused',
      }),
    ]);
    expect(
      await value(
        administrator(),
        `select count(*)::int from pg_roles where rolname = 'paused_${counter}'`,
      ),
    ).toBe(0);
  });

  it('is not done by other values than "true"', async () => {
    await createManaged(
      'Role',
      `running_${counter}`,
      {},
      { annotations: { 'crossplane.io/paused': 'True' } },
    );

    const object = await ready('Role', `running_${counter}`);

    expect(isReady(object)).toBe(true);
  });

  it('with Observe only, something that does not exist is an error', async () => {
    await createManaged(
      'Role',
      `watched_${counter}`,
      {},
      { managementPolicies: ['Observe'] },
    );

    const object = await until(
      'Role',
      `watched_${counter}`,
      found => syncedMessage(found) !== undefined,
    );

    expect(syncedMessage(object)).toBe(
      'observe failed: external resource does not exist',
    );
  });
});

describe('the cluster-scoped group', () => {
  it('serves the same kinds', async () => {
    const apiVersion = 'postgresql.sql.crossplane.io/v1alpha1';
    await platform.client.create({
      apiVersion,
      kind: 'ProviderConfig',
      metadata: { name: 'default' },
      spec: {
        credentials: {
          source: 'PostgreSQLConnectionSecret',
          connectionSecretRef: { namespace, name: 'administrator' },
          secretKeyMapping: { endpoint: 'host' },
        },
        sslMode: 'require',
      },
    });
    await platform.client.create({
      apiVersion,
      kind: 'Role',
      metadata: { name: 'cluster-wide' },
      spec: {
        forProvider: {},
        writeConnectionSecretToRef: { namespace, name: 'cluster-wide-login' },
      },
    });

    await platform.until(
      { apiVersion, kind: 'Role', name: 'cluster-wide' },
      isReady,
    );

    expect(await secret('cluster-wide-login')).toMatchObject({
      username: 'cluster-wide',
    });
  });
});

async function startServer(): Promise<void> {
  server = await platform.postgres.ensure({
    id: 'sql',
    major: '17',
    superuserPassword: PASSWORD,
  });
}

function ref(kind: string, name: string) {
  return { apiVersion: API_VERSION, kind, namespace, name };
}

async function create(
  kind: string,
  name: string,
  spec: object,
  annotations: Record<string, string> = {},
): Promise<void> {
  await platform.client.create({
    apiVersion: API_VERSION,
    kind,
    metadata: { name, namespace, annotations },
    spec,
  });
}

async function createManaged(
  kind: string,
  name: string,
  forProvider: object,
  {
    externalName,
    annotations,
    ...spec
  }: {
    externalName?: string;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  } = {},
): Promise<void> {
  await create(
    kind,
    // Names in Kubernetes have no underscore; ours differ from those in PostgreSQL then.
    name.replace(/_/g, '-'),
    {
      forProvider,
      providerConfigRef: { kind: 'ProviderConfig', name: 'server' },
      ...spec,
    },
    {
      ...(externalName ?? name.includes('_')
        ? { 'crossplane.io/external-name': externalName ?? name }
        : {}),
      ...annotations,
    },
  );
}

async function createSecret(
  name: string,
  texts: Record<string, string>,
): Promise<void> {
  await platform.client.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    data: secretData(texts),
  });
}

async function secret(name: string): Promise<Record<string, string>> {
  return secretTexts(
    await platform.until(
      { apiVersion: 'v1', kind: 'Secret', namespace, name },
      () => true,
    ),
  );
}

function until(
  kind: string,
  name: string,
  asExpected: (object: KubernetesObject) => boolean,
): Promise<KubernetesObject> {
  return platform.until(ref(kind, name.replace(/_/g, '-')), asExpected);
}

function ready(kind: string, name: string): Promise<KubernetesObject> {
  return until(kind, name, isReady);
}

function isReady(object: KubernetesObject): boolean {
  const conditions = conditionsOf(object);
  return ['Ready', 'Synced'].every(type =>
    conditions.some(
      condition => condition.type === type && condition.status === 'True',
    ),
  );
}

function syncedMessage(object: KubernetesObject): string | undefined {
  return conditionsOf(object).find(
    ({ type, status }) => type === 'Synced' && status === 'False',
  )?.message;
}

async function eventReasons(name: string): Promise<unknown[]> {
  const events = await platform.client.list(
    { apiVersion: 'v1', kind: 'Event' },
    { namespace, fieldSelector: `involvedObject.name=${name}` },
  );
  return events.map(({ reason }) => reason);
}

function administrator(): ClientConfig {
  return {
    host: server.host,
    port: server.port,
    user: 'postgres',
    password: PASSWORD,
    database: 'postgres',
  };
}

function loginOf(login: Record<string, string>): ClientConfig {
  return {
    host: login.endpoint,
    port: Number(login.port),
    user: login.username,
    password: login.password,
    database: 'postgres',
  };
}

function value(
  config: ClientConfig,
  sql: string,
  values: unknown[] = [],
): Promise<unknown> {
  return withSession(config, async client => {
    const { rows } = await client.query<unknown[]>({
      text: sql,
      values,
      rowMode: 'array',
    });
    return rows[0]?.[0];
  });
}

async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(50);
    }
  }
}
