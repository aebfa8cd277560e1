import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientConfig } from 'pg';
import { silentLog } from '../../log';
import { EmbeddedPostgresServers } from '../../postgres/embedded-postgres-servers';
import { withSession } from '../../postgres/session';
import {
  DesiredStateError,
  withSchemaDiff,
  type SchemaDiffRequest,
} from './schema-diff';

jest.setTimeout(60_000);

let directory: string;
let servers: EmbeddedPostgresServers;
let server: ClientConfig;
let counter = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dbaas-diff-'));
  await chmod(directory, 0o755);
  servers = new EmbeddedPostgresServers({
    stateDirectory: directory,
    firstPort: 26_000,
    log: silentLog,
  });
  const { host, port } = await servers.ensure({
    id: 'diff',
    major: '17',
    superuserPassword: 'x',
  });
  server = {
    host,
    port,
    user: 'postgres',
    password: 'x',
    database: 'postgres',
  };
  await sql(
    server,
    `create role owner login password 'owner'`,
    'create role app',
  );
});

afterAll(async () => {
  await servers.stopAll();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  counter += 1;
  await sql(
    server,
    `create database t${counter} owner owner`,
    `create database d${counter} owner owner`,
  );
});

const target = (): ClientConfig => ({
  ...server,
  user: 'owner',
  password: 'owner',
  database: `t${counter}`,
});
const dev = (): ClientConfig => ({ ...target(), database: `d${counter}` });

describe('a schema diff', () => {
  it('leads to the desired state, and then there is nothing left to do', async () => {
    const v1 =
      'create table items (id bigint generated always as identity primary key, name text not null); create index on items (name);';
    expect(await applied(v1)).not.toEqual([]);
    expect(await applied(v1)).toEqual([]);

    await sql(target(), `insert into items (name) values ('kept')`);
    const v2 = `${v1} alter table items add column price numeric not null default 0; create view names as select name from items;`;
    expect((await applied(v2)).some(({ destructive }) => destructive)).toBe(
      false,
    );
    expect(await rows(target(), 'select name, price from items')).toEqual([
      { name: 'kept', price: '0' },
    ]);
  });

  it('knows which changes lose data', async () => {
    await applied(
      'create table items (id int primary key, note text); create table other (id int);',
    );

    const changes = await planned('create table items (id int primary key);');

    expect(
      changes
        .filter(({ destructive }) => destructive)
        .map(({ sql: text }) => text.replace(/"/g, '')),
    ).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/DROP TABLE public\.other/),
        expect.stringMatching(/DROP COLUMN note/),
      ]),
    );
  });

  it('adds an enum value and uses it at once', async () => {
    await applied(
      `create type colour as enum ('red'); create table t (c colour not null default 'red');`,
    );

    await applied(
      `create type colour as enum ('red', 'blue'); create table t (c colour not null default 'blue');`,
    );

    await sql(target(), 'insert into t default values');
    expect(await rows(target(), 'select c from t')).toEqual([{ c: 'blue' }]);
  });

  it('keeps to the managed schemas and leaves out what is excluded', async () => {
    await sql(
      target(),
      'create schema dapr',
      'create table dapr.state (key text)',
      'create table public.legacy_x (id int)',
    );

    const changes = await planned('create table items (id int);', {
      exclude: ['legacy_*'],
    });

    expect(changes.map(({ sql: text }) => text.replace(/"/g, ''))).toEqual([
      expect.stringMatching(/^CREATE TABLE public\.items/),
    ]);
  });

  it('does not touch privileges and extensions, which belong to the platform', async () => {
    await sql(
      { ...server, database: `t${counter}` },
      'create extension pg_stat_statements',
      `alter default privileges for role owner grant select on tables to app`,
    );
    const text = 'create table items (id int);';
    await applied(text);
    expect(
      await rows(
        target(),
        `select has_table_privilege('app', 'items', 'select') as may`,
      ),
    ).toEqual([{ may: true }]);

    expect(await planned(text)).toEqual([]);
  });

  it('uses a dev database that has extensions with relations of their own', async () => {
    await sql(
      { ...server, database: `t${counter}` },
      'create extension pg_stat_statements',
    );
    await sql(
      { ...server, database: `d${counter}` },
      'create extension pg_stat_statements',
    );

    const changes = await planned(
      'create table items (id int); create view calls as select calls from pg_stat_statements;',
    );

    expect(changes).toHaveLength(2);
    expect(
      await rows(
        { ...server, database: `d${counter}` },
        `select extname from pg_extension where extname <> 'plpgsql'`,
      ),
    ).toEqual([{ extname: 'pg_stat_statements' }]);
  });

  it('leaves the dev database empty, whatever was in it', async () => {
    await sql(
      dev(),
      'create table old (id serial)',
      'create schema s create table x ()',
      `create type e as enum ('a')`,
      'create function f() returns int language sql return 1',
      'create domain dom as int',
    );

    await planned('create table items (id serial, c int default 1);');

    expect(
      await rows(
        dev(),
        `select relname from pg_class where relnamespace = 'public'::regnamespace`,
      ),
    ).toEqual([]);
    expect(
      await rows(dev(), `select nspname from pg_namespace where nspname = 's'`),
    ).toEqual([]);
    expect(
      await rows(
        dev(),
        `select typname from pg_type where typnamespace = 'public'::regnamespace`,
      ),
    ).toEqual([]);
  });

  it('makes no objects of another owner', async () => {
    await withSchemaDiff(
      {
        ...request('create table items (id int);'),
        target: { ...server, database: `t${counter}` },
      },
      diff => diff.apply(),
    );

    expect(
      await rows(
        target(),
        `select tableowner from pg_tables where tablename = 'items'`,
      ),
    ).toEqual([{ tableowner: 'postgres' }]);
  });

  it('has a hash of the desired state alone', async () => {
    const hash = (text: string) =>
      withSchemaDiff(request(text), async diff => diff.desiredHash);
    const before = await hash('create table items (id int);');
    await applied('create table items (id int);');

    expect(await hash('create table   items (id  int); -- the same')).toBe(
      before,
    );
    expect(await hash('create table items (id bigint);')).not.toBe(before);
  });

  it.each([
    [
      'create tabel items (id int);',
      /schema\.sql: syntax error at or near "tabel".*line 1/,
    ],
    [
      'create table items (id int);\ncreate index on nowhere (id);',
      /schema\.sql: relation "nowhere" does not exist/,
    ],
    ['-- nothing', /./],
    ['begin; create table t (); commit;', /transaction/],
    ['create role hacker;', /role/i],
  ])('refuses %j with the place of the error', async (text, message) => {
    const refused = planned(text);

    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(DesiredStateError);
  });

  it('changes nothing when a change fails', async () => {
    await applied('create table items (id int, name text);');
    await sql(target(), 'insert into items values (1, null)');

    await expect(
      applied(
        'create table items (id int, name text not null); create table more (id int);',
      ),
    ).rejects.toThrow(/contains null values/);

    expect(
      await rows(
        target(),
        `select relname from pg_class where relname = 'more'`,
      ),
    ).toEqual([]);
  });
});

function request(
  text: string,
  overrides: Partial<SchemaDiffRequest> = {},
): SchemaDiffRequest {
  return {
    target: target(),
    dev: dev(),
    files: [{ name: 'schema.sql', sql: text }],
    schemas: ['public'],
    exclude: [],
    ...overrides,
  };
}

function planned(text: string, overrides: Partial<SchemaDiffRequest> = {}) {
  return withSchemaDiff(
    request(text, overrides),
    async ({ changes }) => changes,
  );
}

function applied(text: string) {
  return withSchemaDiff(request(text), async diff => {
    await diff.apply();
    return diff.changes;
  });
}

function sql(config: ClientConfig, ...statements: string[]): Promise<void> {
  return withSession(config, async client => {
    for (const statement of statements) await client.query(statement);
  });
}

function rows(config: ClientConfig, text: string): Promise<unknown[]> {
  return withSession(config, async client => (await client.query(text)).rows);
}
