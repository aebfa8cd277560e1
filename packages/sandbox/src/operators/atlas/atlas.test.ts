import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import type { RunningPostgresServer } from '../../postgres/postgres-servers';
import { withSession } from '../../postgres/session';
import { conditionsOf, type Condition } from '../conditions';
import { secretData } from '../kubernetes-secret';
import { TestPlatform } from '../test-platform';
import { startAtlas } from './index';
import { readMigrationDirectory, renderSum } from './migration-directory';
import { ATLAS_MIGRATION, ATLAS_SCHEMA } from './resources';

jest.setTimeout(60_000);

const PASSWORD = 'secret-of-the-owner';

let platform: TestPlatform;
let server: RunningPostgresServer;
let counter = 0;
let namespace: string;

beforeAll(async () => {
  platform = await TestPlatform.open(['db.atlasgo.io']);
  server = await platform.postgres.ensure({
    id: 'atlas',
    major: '17',
    superuserPassword: 'x',
  });
  await sql(administrator(), `create role owner login password '${PASSWORD}'`);
  await platform.start(startAtlas);
});

afterAll(() => platform.close());

beforeEach(async () => {
  counter += 1;
  namespace = `team-${counter}`;
  await platform.client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  await sql(
    administrator(),
    `create database t${counter} owner owner`,
    `create database d${counter} owner owner`,
  );
  await createSecret('owner', { password: PASSWORD });
  await createSecret('dev', {
    url: `postgres://owner:${PASSWORD}@${server.host}:${server.port}/d${counter}?sslmode=require`,
  });
});

describe('an AtlasSchema', () => {
  it('brings the database to the schema', async () => {
    await createSchema('create table items (id int primary key);');

    const object = await condition(ATLAS_SCHEMA, 'Ready', 'Applied');

    expect(conditionsOf(object)).toEqual([
      expect.objectContaining({
        type: 'Ready',
        status: 'True',
        reason: 'Applied',
        observedGeneration: 1,
      }),
      expect.objectContaining({
        type: 'Reconciling',
        status: 'False',
        reason: 'Applied',
      }),
      expect.objectContaining({
        type: 'Stalled',
        status: 'False',
        reason: 'Applied',
      }),
    ]);
    expect(object.status).toMatchObject({
      observedGeneration: 1,
      failed: 0,
      observed_hash: expect.stringMatching(/.+/),
    });
    expect(statusNumber(object, 'last_applied')).toBeCloseTo(
      Date.now() / 1000,
      -2,
    );
    expect(await tables()).toEqual(['items']);
    expect(await eventReasons()).toContain('Applied');
  });

  it('follows a change of its spec', async () => {
    await createSchema('create table items (id int primary key);');
    const before = await condition(ATLAS_SCHEMA, 'Ready', 'Applied');

    await platform.client.patch(ref(ATLAS_SCHEMA), {
      spec: {
        schema: {
          sql: 'create table items (id int primary key); create table more (id int);',
        },
      },
    });

    await platform.until(
      ref(ATLAS_SCHEMA),
      ({ status }) =>
        JSON.stringify(status) !== JSON.stringify(before.status) &&
        isReady(status, 2),
    );
    expect(await tables()).toEqual(['items', 'more']);
  });

  it('follows a change of its ConfigMap', async () => {
    await createConfigMap('schema', {
      'schema.sql': 'create table items (id int);',
    });
    await createSchema('', {
      schema: { configMapKeyRef: { name: 'schema', key: 'schema.sql' } },
    });
    await condition(ATLAS_SCHEMA, 'Ready', 'Applied');

    await platform.client.patch(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'schema' },
      {
        data: {
          'schema.sql': 'create table items (id int); create table more ();',
        },
      },
    );

    await eventually(async () =>
      expect(await tables()).toEqual(['items', 'more']),
    );
  });

  it('refuses to lose data when lint says so, and never tries again by itself', async () => {
    await createSchema('create table items (id int, note text);', {
      policy: { lint: { destructive: { error: true } } },
    });
    await condition(ATLAS_SCHEMA, 'Ready', 'Applied');

    await platform.client.patch(ref(ATLAS_SCHEMA), {
      spec: { schema: { sql: 'create table items (id int);' } },
    });

    const { message } = conditionOf(
      await condition(ATLAS_SCHEMA, 'Stalled', 'LintPolicyError'),
      'Stalled',
    );
    expect(message).toMatch(
      /^destructive changes detected:\n- ALTER TABLE public\.items DROP COLUMN note/,
    );
    expect(await rows('select note from items')).toEqual([]);
    const { resourceVersion } = (await get(ATLAS_SCHEMA)).metadata;
    await delay(6_000);
    expect((await get(ATLAS_SCHEMA)).metadata.resourceVersion).toBe(
      resourceVersion,
    );
  });

  it('loses data when nothing forbids it', async () => {
    await createSchema('create table items (id int, note text);');
    await condition(ATLAS_SCHEMA, 'Ready', 'Applied');

    await platform.client.patch(ref(ATLAS_SCHEMA), {
      spec: { schema: { sql: 'create table items (id int);' } },
    });

    await eventually(async () =>
      expect(
        await rows(
          `select count(*)::int as n from information_schema.columns where table_name = 'items'`,
        ),
      ).toEqual([{ n: 1 }]),
    );
  });

  it('drops nothing at its first run', async () => {
    await sql(target(), 'create table precious (id int)');
    await createSchema('create table items (id int);');

    const { message } = conditionOf(
      await condition(ATLAS_SCHEMA, 'Stalled', 'FirstRunDestructive'),
      'Stalled',
    );

    expect(message).toContain('DROP TABLE public.precious');
    expect(message).toContain(
      'first run of a schema must not contain destructive changes',
    );
    expect(await tables()).toEqual(['precious']);
  });

  it('names the place of SQL that is wrong', async () => {
    await createSchema('create table items (id int);\ncreate tabel more ();');

    const object = await condition(ATLAS_SCHEMA, 'Stalled', 'CalculatingHash');

    expect(conditionOf(object, 'Stalled').message).toBe(
      'schema.sql: syntax error at or near "tabel" — at line 2: create tabel more ();',
    );
    expect(await tables()).toEqual([]);
  });

  it('fails to apply what the data does not allow, and changes nothing', async () => {
    await createSchema('create table items (name text);');
    await condition(ATLAS_SCHEMA, 'Ready', 'Applied');
    await sql(target(), 'insert into items values (null)');

    await platform.client.patch(ref(ATLAS_SCHEMA), {
      spec: {
        schema: {
          sql: 'create table items (name text not null); create table more ();',
        },
      },
    });

    const object = await condition(ATLAS_SCHEMA, 'Stalled', 'ApplyingSchema');
    expect(conditionOf(object, 'Ready').message).toContain(
      'contains null values',
    );
    expect(object.status).toMatchObject({ failed: 1 });
    expect(await tables()).toEqual(['items']);
  });

  it('waits for the Secret of the password, and goes on when it comes', async () => {
    await platform.client.delete({
      apiVersion: 'v1',
      kind: 'Secret',
      namespace,
      name: 'owner',
    });
    await createSchema('create table items (id int);');
    const object = await condition(ATLAS_SCHEMA, 'Stalled', 'ReadSchema');
    expect(conditionOf(object, 'Ready').message).toBe(
      'secrets "owner" not found',
    );
    expect(await eventReasons()).toContain('TransientErr');

    await createSecret('owner', { password: PASSWORD });

    await condition(ATLAS_SCHEMA, 'Ready', 'Applied');
  });

  it('stays where it is without a dev database', async () => {
    await createSchema('create table items (id int);', {
      devURLFrom: undefined,
    });

    const object = await condition(ATLAS_SCHEMA, 'Reconciling', 'GettingDevDB');

    expect(conditionOf(object, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'GettingDevDB',
    });
    expect(conditionOf(object, 'Stalled').status).toBe('False');
  });

  it('does not say its password', async () => {
    await createSecret('wrong', {
      url: 'postgres://owner:not-the-password@127.0.0.1:nonsense/x',
    });
    await createSchema('create table items (id int);', {
      credentials: undefined,
      urlFrom: { secretKeyRef: { name: 'wrong', key: 'url' } },
    });

    const object = await condition(ATLAS_SCHEMA, 'Stalled', 'ReadSchema');

    expect(JSON.stringify(object)).not.toContain('not-the-password');
  });

  it('is as it was after a restart of the operator, and repairs what was changed by hand', async () => {
    await createSchema('create table items (id int);');
    await condition(ATLAS_SCHEMA, 'Ready', 'Applied');
    await sql(target(), 'alter table items add column by_hand int');

    const restarted = await platform.start(startAtlas);

    await eventually(async () =>
      expect(
        await rows(
          `select column_name from information_schema.columns where table_name = 'items'`,
        ),
      ).toEqual([{ column_name: 'id' }]),
    );
    await restarted.stop();
  });
});

describe('an AtlasMigration', () => {
  const FILES = {
    '20260101_items.sql':
      'create table items (id int); insert into items values (1);',
    '20260102_names.sql': 'alter table items add name text;',
  };

  it('runs the files in their order, each once', async () => {
    await createConfigMap('migrations', {
      ...FILES,
      'atlas.sum': renderSum(readMigrationDirectory(FILES)),
    });
    await createMigration();

    const object = await condition(ATLAS_MIGRATION, 'Ready', 'Applied');

    expect(object.status).toMatchObject({
      lastAppliedVersion: '20260102',
      failed: 0,
      observedGeneration: 1,
    });
    expect(statusNumber(object, 'lastApplied')).toBeCloseTo(
      Date.now() / 1000,
      -2,
    );
    expect(await rows('select id, name from items')).toEqual([
      { id: 1, name: null },
    ]);
    expect(
      await rows(
        'select version, description, type::int from atlas_schema_revisions.atlas_schema_revisions order by 1',
      ),
    ).toEqual([
      { version: '20260101', description: 'items', type: 2 },
      { version: '20260102', description: 'names', type: 2 },
    ]);
    expect(await eventMessages()).toContain('Version 20260102 applied');
  });

  it('runs what is added later', async () => {
    await createConfigMap('migrations', FILES);
    await createMigration();
    await condition(ATLAS_MIGRATION, 'Ready', 'Applied');

    await platform.client.patch(configMapRef(), {
      data: { '20260103_more.sql': 'create table more ();' },
    });

    await platform.until(ref(ATLAS_MIGRATION), ({ status }) =>
      JSON.stringify(status).includes('"lastAppliedVersion":"20260103"'),
    );
    expect(await tables()).toEqual(['items', 'more']);
  });

  it('stops at a file that fails, which leaves nothing behind', async () => {
    await createConfigMap('migrations', {
      ...FILES,
      '20260103_broken.sql': 'create table half ();\n\nselect * from nowhere;',
    });
    await createMigration();

    const object = await condition(ATLAS_MIGRATION, 'Stalled', 'Migrating');

    expect(conditionOf(object, 'Ready').message).toBe(
      'sql/migrate: executing 20260103_broken.sql (version "20260103"): relation "nowhere" does not exist at line 3: select * from nowhere;',
    );
    expect(await tables()).toEqual(['items']);
    await platform.client.patch(configMapRef(), {
      data: { '20260103_broken.sql': 'create table whole ();' },
    });
    await condition(ATLAS_MIGRATION, 'Ready', 'Applied');
    expect(await tables()).toEqual(['items', 'whole']);
  });

  it('refuses files that are not those of atlas.sum', async () => {
    await createConfigMap('migrations', {
      ...FILES,
      'atlas.sum': renderSum(readMigrationDirectory(FILES)),
      '20260103_more.sql': 'select 1;',
    });
    await createMigration();

    const object = await condition(
      ATLAS_MIGRATION,
      'Stalled',
      'ReadingMigrationData',
    );

    expect(conditionOf(object, 'Ready').message).toContain(
      'checksum mismatch (atlas.sum): 20260103_more.sql',
    );
  });

  it('wants a baseline where there are tables already', async () => {
    await sql(target(), 'create table items (id int)');
    await createConfigMap('migrations', FILES);
    await createMigration();
    const object = await condition(ATLAS_MIGRATION, 'Stalled', 'Migrating');
    expect(conditionOf(object, 'Ready').message).toContain(
      'connected database is not clean: found public.items',
    );

    await platform.client.patch(ref(ATLAS_MIGRATION), {
      spec: { baseline: '20260101' },
    });

    await condition(ATLAS_MIGRATION, 'Ready', 'Applied');
    expect(await rows('select id, name from items')).toEqual([]);
  });

  it('goes back only when that is allowed', async () => {
    await createConfigMap('migrations', FILES);
    await createMigration();
    await condition(ATLAS_MIGRATION, 'Ready', 'Applied');
    await platform.client.patch(configMapRef(), {
      data: { '20260102_names.sql': null },
    });
    const refused = await condition(
      ATLAS_MIGRATION,
      'Stalled',
      'ProtectedFlowError',
    );
    expect(conditionOf(refused, 'Ready').message).toBe(
      'migrate down is not allowed, set `migrateDown.allow` to true to allow downgrade',
    );

    await platform.client.patch(ref(ATLAS_MIGRATION), {
      spec: {
        protectedFlows: { migrateDown: { allow: true, autoApprove: true } },
      },
    });

    const object = await condition(ATLAS_MIGRATION, 'Ready', 'Applied');
    expect(object.status).toMatchObject({ lastAppliedVersion: '20260101' });
    expect(await rows('select * from items')).toEqual([{ id: 1 }]);
  });
});

/** As the composition function writes it. */
async function createSchema(text: string, spec: object = {}): Promise<void> {
  await platform.client.create({
    ...ATLAS_SCHEMA,
    metadata: { name: 'orders', namespace },
    spec: {
      ...targetSpec(),
      schemas: ['public'],
      schema: { sql: text },
      ...spec,
    },
  });
}

async function createMigration(spec: object = {}): Promise<void> {
  await platform.client.create({
    ...ATLAS_MIGRATION,
    metadata: { name: 'orders', namespace },
    spec: {
      ...targetSpec(),
      dir: { configMapRef: { name: 'migrations' } },
      ...spec,
    },
  });
}

function targetSpec(): object {
  return {
    credentials: {
      scheme: 'postgres',
      host: server.host,
      port: server.port,
      user: 'owner',
      passwordFrom: { secretKeyRef: { name: 'owner', key: 'password' } },
      database: `t${counter}`,
      parameters: { sslmode: 'require' },
    },
    devURLFrom: { secretKeyRef: { name: 'dev', key: 'url' } },
  };
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

async function createConfigMap(
  name: string,
  data: Record<string, string>,
): Promise<void> {
  await platform.client.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace },
    data,
  });
}

function configMapRef() {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'migrations' };
}

function ref(kind: { apiVersion: string; kind: string }) {
  return { ...kind, namespace, name: 'orders' };
}

function get(kind: {
  apiVersion: string;
  kind: string;
}): Promise<KubernetesObject> {
  return platform.until(ref(kind), () => true);
}

/** Waits until a condition is True for a reason. */
function condition(
  kind: { apiVersion: string; kind: string },
  type: string,
  reason: string,
): Promise<KubernetesObject> {
  return platform.until(ref(kind), object =>
    conditionsOf(object).some(
      entry =>
        entry.type === type &&
        entry.status === 'True' &&
        entry.reason === reason,
    ),
  );
}

function conditionOf(object: KubernetesObject, type: string): Condition {
  const found = conditionsOf(object).find(entry => entry.type === type);
  if (!found) throw new Error(`no condition ${type}`);
  return found;
}

function isReady(status: unknown, generation: number): boolean {
  return conditionsOf({ status }).some(
    ({ type, status: value, observedGeneration }) =>
      type === 'Ready' && value === 'True' && observedGeneration === generation,
  );
}

function statusNumber({ status }: KubernetesObject, field: string): number {
  return Number(new Map(Object.entries(status ?? {})).get(field));
}

async function events(): Promise<KubernetesObject[]> {
  return platform.client.list(
    { apiVersion: 'v1', kind: 'Event' },
    { namespace, fieldSelector: 'involvedObject.name=orders' },
  );
}

async function eventReasons(): Promise<unknown[]> {
  return (await events()).map(({ reason }) => reason);
}

async function eventMessages(): Promise<unknown[]> {
  return (await events()).map(({ message }) => message);
}

function administrator(): ClientConfig {
  return {
    host: server.host,
    port: server.port,
    user: 'postgres',
    password: 'x',
    database: 'postgres',
  };
}

function target(): ClientConfig {
  return {
    ...administrator(),
    user: 'owner',
    password: PASSWORD,
    database: `t${counter}`,
  };
}

function sql(config: ClientConfig, ...statements: string[]): Promise<void> {
  return withSession(config, async client => {
    for (const statement of statements) await client.query(statement);
  });
}

function rows(text: string): Promise<unknown[]> {
  return withSession(target(), async client => (await client.query(text)).rows);
}

async function tables(): Promise<string[]> {
  const found = await withSession(target(), client =>
    client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    ),
  );
  return found.rows.map(({ name }) => name);
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
