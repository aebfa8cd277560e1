import { require, type Scenario } from '../scenario';

const EXTENSION = 'pg_trgm';

/** Extensions, and what is added and taken away on the second day. */
export const databases: Scenario = {
  name: 'databases, extensions, users and deliveries come and go with the claim',
  covers: ['spec.databases[].extensions'],
  async run(trial) {
    const [first, second, user, later] = [
      'first',
      'second',
      'app',
      'later',
    ].map(name => trial.unique(name));
    const reads = (name: string, database: string) => ({
      name,
      access: [{ database, level: 'readOnly' }],
    });
    await trial.claim({
      databases: [{ name: first, extensions: [EXTENSION] }],
      users: [reads(user, first)],
      delivery: [trial.delivery(user, first, 'first')],
    });
    await trial.ready();
    const session = await trial.logIn('first');
    const { rows } = await session.query(
      'SELECT extname FROM pg_extension WHERE extname = $1',
      [EXTENSION],
    );
    require(rows.length === 1, `Extension ${EXTENSION} is not installed.`);

    await trial.claim({
      databases: [{ name: first, extensions: [EXTENSION] }, { name: second }],
      users: [reads(user, first), reads(later, second)],
      delivery: [
        trial.delivery(user, first, 'first'),
        trial.delivery(later, second, 'second'),
      ],
    });
    await trial.ready();
    const other = await trial.logIn('second');
    const { rows: names } = await other.query(
      'SELECT current_database() AS name',
    );
    await other.end();
    require(names[0]?.name === second, 'The new database is another one.');

    await trial.claim({
      databases: [{ name: first, extensions: [EXTENSION] }],
      users: [reads(user, first)],
      delivery: [trial.delivery(user, first, 'first')],
    });
    await trial.until(
      'the database that is asked for no more to be dropped',
      async () => {
        const { rowCount } = await session.query(
          'SELECT FROM pg_database WHERE datname = $1',
          [second],
        );
        return rowCount === 0;
      },
    );
    await trial.until(
      'the Secret that is delivered no more to be gone',
      async () =>
        (await trial.apps.secret(trial.namespace, 'second')) === undefined,
    );
    await trial.until(
      'the role that is asked for no more to be gone',
      async () => {
        const { rowCount } = await session.query(
          'SELECT FROM pg_roles WHERE rolname = $1',
          [later],
        );
        return rowCount === 0;
      },
    );
  },
};
