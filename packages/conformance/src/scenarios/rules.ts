import { require, type Scenario } from '../scenario';

/** What the API refuses at once, with what it says. The function's tests have many more. */
export const rules: Scenario = {
  name: 'wrong claims are refused with a reason',
  covers: ['spec.region'],
  async run(trial) {
    const database = trial.unique('orders');
    const user = trial.unique('app');
    await trial.claim({ databases: [{ name: database }] });
    const refusals: [change: Record<string, unknown>, reason: string][] = [
      [
        {
          placement: trial.placement === 'aws' ? 'azure' : 'aws',
          plan: 'small',
        },
        'cannot move to another placement',
      ],
      [{ version: '15' }, 'can only go up'],
      [
        { region: 'elsewhere' },
        trial.placement === 'external'
          ? 'its region is not set here'
          : 'cannot move to another region',
      ],
      [{ databases: [] }, 'databases'],
      [{ databases: [{ name: 'template0' }] }, 'belongs to PostgreSQL'],
      [{ databases: [{ name: database }, { name: database }] }, 'uplicate'],
      [{ users: [{ name: 'pg_monitor' }] }, 'belongs to PostgreSQL'],
      [
        {
          users: [{ name: user, access: [{ database: 'no', level: 'owner' }] }],
        },
        'not in spec.databases',
      ],
      [
        { users: [{ name: user, access: [{ database, level: 'all' }] }] },
        'level',
      ],
      [{ schema: [{ database }] }, 'either a declarative schema or migrations'],
      [
        { delivery: [trial.delivery('nobody', database, 'secret')] },
        'not in spec.users',
      ],
      [
        {
          dapr: [
            {
              name: 'state',
              cluster: trial.appsCluster,
              namespace: trial.namespace,
              scopes: ['a'],
            },
          ],
        },
        'needs credentials in its namespace',
      ],
    ];
    for (const [change, reason] of refusals) {
      const message = await trial.refusal(change);
      require(message.includes(reason), `${JSON.stringify(
        change,
      )} was refused with "${message}", which does not say "${reason}".`);
    }
  },
};
