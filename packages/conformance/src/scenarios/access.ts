import type { Client } from 'pg';
import type { ClaimStatus } from '../claim';
import { readCredentials } from '../environment/login';
import { require, type Scenario } from '../scenario';
import type { Trial } from '../trial';

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
    'status.endpoint.host',
    'status.endpoint.port',
    'status.sslMode',
    'status.databases[].name',
    'status.databases[].ready',
    'status.users[].name',
    'status.users[].ready',
    'status.secretName',
    'status.parts[].layer',
    'status.parts[].name',
    'status.parts[].kind',
    'status.parts[].state',
    'status.parts[].reason',
    'status.parts[].since',
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
    await checkStatus(trial, await trial.ready(), {
      databases: [database, other],
      users: levels.map(user),
    });
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

    await trial.claim({
      users: [
        ['owner', 'owner'],
        ['readWrite', 'readOnly'],
        ['readOnly', 'readWrite'],
      ].map(([name, level]) => ({
        name: user(name),
        access: [{ database, level }],
      })),
    });
    await trial.ready();
    await reader.query(`INSERT INTO orders (customer) VALUES ('Eve')`);
    await refused(writer, `INSERT INTO orders (customer) VALUES ('Ada')`);
  },
};

/** What the claim says of a server that is ready, against what there is. */
async function checkStatus(
  trial: Trial,
  status: ClaimStatus,
  asked: { databases: string[]; users: string[] },
): Promise<void> {
  const { host, port, sslmode } = await trial.delivered('owner');
  require(status.phase === 'Ready' &&
    Boolean(
      status.message,
    ), `status.phase is ${status.phase}: ${status.message}`);
  require(status.endpoint?.host === host &&
    status.endpoint.port === port &&
    status.sslMode ===
      sslmode, 'status.endpoint and status.sslMode are not what is delivered.');
  for (const layer of ['databases', 'users'] as const) {
    const ready = status[layer].filter(one => one.ready);
    require(ready.map(({ name }) => name).join() ===
      asked[layer].join(), `Ready in status.${layer} are only ${ready
      .map(({ name }) => name)
      .join(', ')}.`);
  }
  const unhealthy = status.parts.filter(({ state }) => state !== 'healthy');
  require(status.parts.length > 0 &&
    unhealthy.length === 0, `status.parts has ${
    status.parts.length
  } parts; unhealthy are ${unhealthy
    .map(({ kind, name, reason }) => `${kind} ${name} (${reason})`)
    .join(', ')}.`);
  const own = await trial.platform.secret(
    trial.namespace,
    status.secretName ?? '',
  );
  require(own !==
    undefined, `There is no Secret ${status.secretName}, which status.secretName names.`);
  await trial.logInWith(readCredentials(own));
}
