import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { require, type Scenario } from '../scenario';
import type { Trial } from '../trial';

const V1 =
  'CREATE TABLE orders (id bigint PRIMARY KEY, customer text NOT NULL);';
const V2 =
  'CREATE TABLE orders (id bigint PRIMARY KEY, customer text NOT NULL, note text);';

async function columnsOf(session: Client, table: string): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_name = $1 ORDER BY ordinal_position`,
    [table],
  );
  return rows.map(({ name }) => name);
}

/** A claim with one database that is owned by somebody who is delivered as `owner`. */
async function claimWithOwner(
  trial: Trial,
  schema: (database: string) => object,
): Promise<string> {
  const database = trial.unique('orders');
  const user = trial.unique('owner');
  await trial.claim({
    databases: [{ name: database }],
    users: [{ name: user, access: [{ database, level: 'owner' }] }],
    delivery: [trial.delivery(user, database, 'owner')],
    schema: [{ database, ...schema(database) }],
  });
  return database;
}

const ofSql = (sql: string, allowDestructive = false) => ({
  declarative: { sql },
  allowDestructive,
});

/** The schema as it shall be: applied, changed, and not destroyed by accident. */
export const declarativeSchema: Scenario = {
  name: 'a declarative schema is applied, and loses no data unless allowed to',
  covers: [
    'spec.schema[].database',
    'spec.schema[].declarative.sql',
    'spec.schema[].allowDestructive',
    'status.schema[].database',
    'status.schema[].mode',
    'status.schema[].ready',
    'status.schema[].version',
  ],
  async run(trial) {
    const database = await claimWithOwner(trial, () => ofSql(V1));
    const { schema: shown } = await trial.ready();
    require(shown.length === 1 &&
      shown[0].mode === 'declarative' &&
      shown[0].ready &&
      shown[0].version !== undefined, `status.schema is ${JSON.stringify(
      shown,
    )}.`);
    const session = await trial.logIn('owner');
    await session.query(`INSERT INTO orders VALUES (1, 'Ada')`);

    await trial.claim({ schema: [{ database, ...ofSql(V2) }] });
    await trial.until('the new column', async () =>
      (await columnsOf(session, 'orders')).includes('note'),
    );
    await trial.ready();

    await trial.claim({ schema: [{ database, ...ofSql(V1) }] });
    await trial.status('to say that the schema was not applied', ({ schema }) =>
      schema.some(one => one.database === database && !one.ready),
    );
    require((await columnsOf(session, 'orders')).includes(
      'note',
    ), 'A column was dropped although that was not allowed.');

    await trial.claim({ schema: [{ database, ...ofSql(V1, true) }] });
    await trial.until(
      'the column to be dropped',
      async () => !(await columnsOf(session, 'orders')).includes('note'),
    );
    const { rows } = await session.query('SELECT customer FROM orders');
    require(rows[0]?.customer === 'Ada', 'The rows are gone.');
  },
};

/** The same from a ConfigMap, which the team may keep beside its claim. */
export const schemaFromConfigMap: Scenario = {
  name: 'a declarative schema comes from a ConfigMap',
  covers: [
    'spec.schema[].declarative.configMapRef.name',
    'spec.schema[].declarative.configMapRef.key',
  ],
  async run(trial) {
    await configMap(trial, 'schema', { 'schema.sql': V1 });
    await claimWithOwner(trial, () => ({
      declarative: { configMapRef: { name: 'schema', key: 'schema.sql' } },
    }));
    await trial.ready();
    const session = await trial.logIn('owner');
    require((await columnsOf(session, 'orders')).length ===
      2, 'The table of the schema is not there.');
  },
};

/** Versioned migrations, with more to come. */
export const migrations: Scenario = {
  name: 'migrations are applied in their order, and new ones later',
  covers: ['spec.schema[].migrations.configMapRef.name'],
  async run(trial) {
    const first = { '20260101000000_orders.sql': V1 };
    const second = {
      ...first,
      '20260102000000_note.sql': 'ALTER TABLE orders ADD COLUMN note text;',
    };
    await configMap(trial, 'migrations', withSum(first));
    const database = await claimWithOwner(trial, () => ({
      migrations: { configMapRef: { name: 'migrations' } },
    }));
    await trial.ready();
    const session = await trial.logIn('owner');
    await configMap(trial, 'migrations', withSum(second));
    await trial.until('the second migration', async () =>
      (await columnsOf(session, 'orders')).includes('note'),
    );
    await trial.status('to tell the version', ({ schema }) =>
      schema.some(
        one =>
          one.database === database &&
          one.mode === 'versioned' &&
          one.version === '20260102000000',
      ),
    );
  },
};

async function configMap(
  trial: Trial,
  name: string,
  data: Record<string, string>,
): Promise<void> {
  await trial.platform.apply({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: trial.namespace },
    data,
  });
}

/** The files with `atlas.sum`: each hash goes on from that of the file before. */
function withSum(files: Record<string, string>): Record<string, string> {
  const running = createHash('sha256');
  const sum = createHash('sha256');
  const lines = Object.entries(files).map(([name, text]) => {
    const hash = running.update(name).update(text).copy().digest('base64');
    sum.update(name).update(hash);
    return `${name} h1:${hash}\n`;
  });
  return {
    ...files,
    'atlas.sum': `h1:${sum.digest('base64')}\n${lines.join('')}`,
  };
}
