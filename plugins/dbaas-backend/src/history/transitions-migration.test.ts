import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Finding } from '@backstage-dbaas/plugin-dbaas-common';
import { createTestDatabases } from '../__testUtils__/test-databases';
import { History } from './history';
import { parseHistoryQuery } from './history-query';
import type { Observation } from './observation';

const service = { cluster: 'platform', namespace: 'team', name: 'orders-db' };
const minute = (past: number) => new Date(Date.UTC(2026, 10, 25, 12, past));
const resource = {
  cluster: 'platform',
  apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
  kind: 'Database',
  namespace: 'team',
  name: 'orders',
};
const finding: Finding = {
  code: 'databases.failed',
  severity: 'critical',
  audience: 'platform',
  message: 'Database orders is broken.',
  evidence: [{ resource, path: 'status', value: 'failed' }],
};

function seen(past: number, findings: Finding[]): Observation {
  return {
    service,
    schemas: [],
    at: minute(past),
    assessment: {
      state: findings.length > 0 ? 'failed' : 'healthy',
      availability: 'available',
      convergence: 'converged',
      headline: '',
      layers: [],
      findings,
    },
  };
}

const databases = createTestDatabases();

describe.each(databases.eachSupportedId())('transitions on %s', databaseId => {
  const directory = resolvePackagePath(
    '@backstage-dbaas/plugin-dbaas-backend',
    'migrations',
  );
  /** As versions of the plugin wrote it that noted problems by their code alone. */
  const oldRow = {
    ...service,
    subject: `finding/${finding.code}`,
    to_state: 'found',
    headline: finding.message,
    at: minute(0).toISOString(),
    sequence: 1,
  };

  async function upgraded() {
    const knex = await databases.init(databaseId);
    for (const name of ['000000_transitions', '110000_transition_index'])
      await knex.migrate.up({ directory, name: `20261125${name}.js` });
    await knex('transitions').insert(oldRow);
    const history = await History.create({ getClient: async () => knex });
    return { knex, history };
  }

  const findings = async (history: History) =>
    (
      await history.of(service, parseHistoryQuery({ subject: 'finding' }))
    ).items.map(({ to, at, resource: about }) => [
      about?.name ?? 'none',
      to,
      new Date(at).getUTCMinutes(),
    ]);

  it('keep an old problem, open until no object has it any more', async () => {
    const { history } = await upgraded();
    expect(await findings(history)).toEqual([['none', 'found', 0]]);
    await history.record([seen(1, [finding])]);
    expect(await findings(history)).toEqual([
      ['orders', 'found', 1],
      ['none', 'found', 0],
    ]);
    await history.record([seen(2, [])]);
    expect((await findings(history)).slice(0, 2).sort()).toEqual([
      ['none', 'resolved', 2],
      ['orders', 'resolved', 2],
    ]);
  });

  it('go back to how they were, without what that cannot hold', async () => {
    const { knex, history } = await upgraded();
    await history.record([seen(1, [finding])]);
    await knex.migrate.down({ directory });
    const rows = await knex('transitions').where('subject', oldRow.subject);
    expect(rows).toEqual([expect.objectContaining(oldRow)]);
  });
});
