import type { Client } from 'pg';
import type { ClaimStatus } from '../claim';
import { require, type Scenario } from '../scenario';
import type { Trial } from '../trial';

const MADE_HERE = ['cnpg', 'aws', 'azure', 'google'] as const;
const LATEST = 18;

async function show(session: Client, setting: string): Promise<string> {
  const { rows } = await session.query<{ value: string }>(
    'SELECT current_setting($1) AS value',
    [setting],
  );
  return rows[0].value;
}

/** A claim with a database that somebody owns, who is delivered as `owner`. */
async function claimWithOwner(trial: Trial): Promise<void> {
  const database = trial.unique('orders');
  const user = trial.unique('owner');
  await trial.claim({
    databases: [{ name: database }],
    users: [{ name: user, access: [{ database, level: 'owner' }] }],
    delivery: [trial.delivery(user, database, 'owner')],
  });
  await trial.ready();
}

/** Another plan, which the server itself shows by the connections that it admits. */
export const planChange: Scenario = {
  name: 'a server changes to another plan and keeps its data',
  covers: ['spec.plan'],
  placements: ['cnpg'],
  async run(trial) {
    await claimWithOwner(trial);
    const before = await trial.logIn('owner');
    await before.query('CREATE TABLE orders AS SELECT 1 AS id');
    const connections = await show(before, 'max_connections');

    await trial.claim({ plan: trial.environment.options['other-plan'] });
    const after = await trial.until(
      'other settings in the server',
      async () => {
        const session = await trial.logIn('owner');
        const now = await show(session, 'max_connections');
        return now === connections ? undefined : session;
      },
    );
    await trial.ready();
    const { rowCount } = await after.query('SELECT FROM orders');
    require(rowCount === 1, 'The rows are gone.');
  },
};

/** A later major version: there with the data, or not at all, and the claim says which. */
export const upgrade: Scenario = {
  name: 'a server is upgraded, or goes on as it was and says so',
  covers: ['spec.version', 'status.version'],
  placements: MADE_HERE,
  obstacle({ options }) {
    return Number(options.version) < LATEST
      ? undefined
      : `there is no version after ${options.version}`;
  },
  async run(trial) {
    const { version } = trial.environment.options;
    const next = String(Number(version) + 1);
    await claimWithOwner(trial);
    const before = await trial.logIn('owner');
    await before.query('CREATE TABLE orders AS SELECT 1 AS id');

    await trial.claim({ version: next });
    const status = await trial.status(
      `to run PostgreSQL ${next} or to say why not`,
      found => runs(found, next) || complains(found),
    );
    const session = await trial.logIn('owner');
    const running = majorOf(await show(session, 'server_version'));
    require(running ===
      majorOf(
        status.version,
      ), `The claim says ${status.version}, the server runs ${running}.`);
    const { rowCount } = await session.query('SELECT FROM orders');
    require(rowCount === 1, 'The rows are gone.');
    const message = await trial.refusal({ version });
    require(message.includes('can only go up'), `The refusal says: ${message}`);
  },
};

function majorOf(version = ''): string {
  return version.split('.')[0];
}

function runs({ version, phase }: ClaimStatus, major: string): boolean {
  return majorOf(version) === major && phase === 'Ready';
}

function complains({ parts }: ClaimStatus): boolean {
  return parts.some(
    ({ layer, state }) =>
      layer === 'server' && (state === 'failed' || state === 'degraded'),
  );
}
