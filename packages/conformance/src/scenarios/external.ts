import { require, type Scenario } from '../scenario';

/** A server that was there before: used, and left as it was. */
export const external: Scenario = {
  name: 'an existing server is used and left as it was',
  covers: [
    'spec.external.secretRef.name',
    'spec.external.endpoint.host',
    'spec.external.endpoint.port',
  ],
  placements: ['external'],
  async run(trial) {
    const database = trial.unique('orders');
    const user = trial.unique('app');
    const server = await trial.environment.externalServer();
    // Applications may see the server at another address than the platform does.
    const endpoint = { host: 'database.example.org', port: 6432 };
    await trial.claim({
      external: { ...trial.external, endpoint },
      databases: [{ name: database }],
      users: [{ name: user, access: [{ database, level: 'readWrite' }] }],
      delivery: [trial.delivery(user, database, 'delivered')],
    });
    const status = await trial.ready();
    require(status.endpoint?.host ===
      endpoint.host, `status.endpoint is ${status.endpoint?.host}.`);
    const delivered = await trial.delivered('delivered');
    require(delivered.host === endpoint.host &&
      delivered.port ===
        endpoint.port, `Applications are told ${delivered.host}:${delivered.port}.`);
    const here = { host: server.host, port: Number(server.port) };
    const application = await trial.logInWith({ ...delivered, ...here });
    // A database that somebody uses cannot be dropped.
    await application.end();
    const administrator = await trial.logInWith({
      ...delivered,
      ...here,
      database: 'postgres',
      username: server.username,
      password: server.password,
    });
    const ours = async () => {
      const { rows } = await administrator.query<{ name: string }>(
        `SELECT datname AS name FROM pg_database WHERE datname LIKE $1
         UNION ALL SELECT rolname FROM pg_roles WHERE rolname LIKE $1`,
        [`%${trial.id}%`],
      );
      return rows.map(({ name }) => name);
    };
    require((await ours()).includes(database), 'The database is not there.');
    await trial.removeClaim();
    await trial.until('databases and roles to be dropped', async () => {
      const left = await ours();
      if (left.length > 0) throw new Error(`There is still ${left.join(', ')}`);
      return true;
    });
  },
};
