import type { Client } from 'pg';
import { require, type Scenario } from '../scenario';

/** Runs a statement that must be refused with SQLSTATE 42501 (insufficient privilege). */
async function refused(session: Client, sql: string): Promise<void> {
  const code = await session.query(sql).then(
    () => undefined,
    error => error.code,
  );
  require(code ===
    '42501', `${sql} should be refused for want of a privilege, and ${
    code === undefined ? 'worked' : `failed with ${code}`
  }.`);
}

/** What each level of access may do, in tables that are there and in those to come. */
export const access: Scenario = {
  name: 'users may do what their level says',
  covers: [
    'spec.engine',
    'spec.version',
    'spec.placement',
    'spec.plan',
    'spec.databases[].name',
    'spec.users[].name',
    'spec.users[].access[].database',
    'spec.users[].access[].level',
    'spec.delivery[].cluster',
    'spec.delivery[].namespace',
    'spec.delivery[].user',
    'spec.delivery[].database',
    'spec.delivery[].secretName',
    'status.phase',
    'status.message',
    'status.endpoint',
    'status.databases',
    'status.users',
  ],
  async run(trial) {
    const [database, other] = ['orders', 'stock'].map(name =>
      trial.unique(name),
    );
    const user = (level: string) => trial.unique(level.toLowerCase());
    const levels = ['owner', 'readWrite', 'readOnly'];
    await trial.claim({
      engine: 'postgresql',
      databases: [{ name: database }, { name: other }],
      users: levels.map(level => ({
        name: user(level),
        access: [{ database, level }],
      })),
      delivery: levels.map(level =>
        trial.delivery(user(level), database, level.toLowerCase()),
      ),
    });
    const status = await trial.ready();
    require(status.endpoint !== undefined, 'status.endpoint is missing.');
    require(status.phase === 'Ready', `status.phase is ${status.phase}.`);
    require([...status.databases, ...status.users].every(
      ({ ready }) => ready,
    ), 'status.databases or status.users are not all ready.');

    const owner = await trial.logIn('owner');
    const writer = await trial.logIn('readwrite');
    const reader = await trial.logIn('readonly');
    await owner.query('CREATE TABLE orders (id serial, customer text)');
    await writer.query(`INSERT INTO orders (customer) VALUES ('Ada')`);
    const { rows } = await reader.query('SELECT customer FROM orders');
    require(rows[0]?.customer === 'Ada', 'The reader sees no row.');
    await refused(reader, `INSERT INTO orders (customer) VALUES ('Eve')`);
    await refused(writer, 'CREATE TABLE of_the_writer (id int)');
    await refused(writer, 'ALTER TABLE orders ADD COLUMN x int');

    const credentials = await trial.delivered('readonly');
    const elsewhere = await trial
      .logInWith({ ...credentials, database: other })
      .then(
        () => undefined,
        error => error.code,
      );
    require(elsewhere ===
      '42501', `A user got into a database that it has no access to (${elsewhere}).`);
  },
};
