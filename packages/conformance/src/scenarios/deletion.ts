import { messageOf } from '../environment/cluster';
import { require, type Scenario } from '../scenario';

/** A protected database survives, and one that is not leaves nothing behind. */
export const deletion: Scenario = {
  name: 'deletion protection holds, and without it nothing is left',
  covers: ['spec.deletionProtection'],
  async run(trial) {
    const [database, other] = ['orders', 'stock'].map(name =>
      trial.unique(name),
    );
    const user = trial.unique('app');
    await trial.claim({
      deletionProtection: true,
      databases: [{ name: database }, { name: other }],
      users: [{ name: user, access: [{ database, level: 'readOnly' }] }],
      delivery: [trial.delivery(user, database, 'delivered')],
    });
    await trial.ready();
    const session = await trial.logIn('delivered');
    const refusal = await trial.platform
      .delete(trial.claimRef)
      .then(() => undefined, messageOf);
    require(refusal !==
      undefined, 'The API server deletes a claim that is protected.');

    await trial.claim({ databases: [{ name: database }] });
    await trial.ready();
    const { rowCount } = await session.query(
      'SELECT FROM pg_database WHERE datname = $1',
      [other],
    );
    require(rowCount === 1, 'A protected database was dropped.');

    await session.end();
    await trial.cleanUp();
    const left = await trial.leftovers();
    require(left.length === 0, `There is still ${left.join(', ')}.`);
  },
};
