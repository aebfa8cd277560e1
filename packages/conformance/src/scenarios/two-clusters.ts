import { require, type Scenario } from '../scenario';

/** The same credentials for two applications, and others for one that reads only. */
export const twoClusters: Scenario = {
  name: 'credentials are delivered to two clusters',
  covers: ['spec.delivery[].cluster'],
  obstacle({ options }) {
    return options['second-apps-cluster']
      ? undefined
      : '--second-apps-cluster names no cluster';
  },
  async run(trial) {
    const { appsCluster, namespace, secondAppsCluster } = trial;
    const database = trial.unique('orders');
    const [writer, reader] = ['writer', 'reader'].map(name =>
      trial.unique(name),
    );
    await trial.claim({
      databases: [{ name: database }],
      users: [
        { name: writer, access: [{ database, level: 'owner' }] },
        { name: reader, access: [{ database, level: 'readOnly' }] },
      ],
      delivery: [
        trial.delivery(writer, database, 'writer'),
        ...['writer-there', 'reader-there'].map(secretName => ({
          cluster: secondAppsCluster,
          namespace,
          user: secretName === 'writer-there' ? writer : reader,
          database,
          secretName,
        })),
      ],
    });
    await trial.ready();
    const here = await trial.delivered('writer');
    const there = await trial.delivered('writer-there', trial.secondApps);
    require(there.password ===
      here.password, `The user has one password in ${appsCluster} and another in ${secondAppsCluster}.`);
    const owner = await trial.logInWith(there);
    await owner.query('CREATE TABLE orders AS SELECT 1 AS id');
    const guest = await trial.logInWith(
      await trial.delivered('reader-there', trial.secondApps),
    );
    const { rowCount } = await guest.query('SELECT FROM orders');
    require(rowCount === 1, 'The reader in the other cluster sees no row.');

    await trial.claim({
      delivery: [trial.delivery(writer, database, 'writer')],
    });
    await trial.until(
      'the Secrets in the other cluster to be gone',
      async () => {
        const left = await Promise.all(
          ['writer-there', 'reader-there'].map(name =>
            trial.secondApps.secret(namespace, name),
          ),
        );
        return left.every(secret => secret === undefined);
      },
    );
    require((await trial.delivered('writer')).password ===
      here.password, 'The Secret that is still asked for has changed.');
  },
};
