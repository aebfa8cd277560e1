import {
  DbaasRequestError,
  type Transition,
} from '@backstage-dbaas/plugin-dbaas-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { before, databaseService } from '../testing/database-service';
import { FakeDbaasApi } from '../testing/fake-dbaas-api';
import { renderForEntity } from '../testing/render-for-entity';
import { STATES } from '../testing/states';
import { DatabaseContent } from './DatabaseContent';

expect.extend(toHaveNoViolations);

const section = async (name: string) => {
  await screen.findByRole('region', { name: 'Findings' });
  return within(screen.getByRole('region', { name }));
};

const render = (
  service = STATES.healthy,
  options: { api?: FakeDbaasApi; path?: string } = {},
) =>
  renderForEntity(<DatabaseContent />, {
    api: options.api ?? new FakeDbaasApi(service),
    path: options.path,
  });

describe('DatabaseContent', () => {
  it('has its sections in the order of the questions that people ask', async () => {
    render();
    await section('Now');
    expect(
      screen
        .getAllByRole('heading', { level: 2 })
        .map(heading => heading.textContent),
    ).toEqual([
      'Now',
      'Findings',
      'Connect',
      'Schema',
      'Databases and users',
      'Data safety',
      'How it is built',
      'Events',
      'History',
    ]);
  });

  it('shows the way from the request to the use', async () => {
    render();
    const steps = within(
      await screen.findByRole('list', { name: 'The way of the request' }),
    ).getAllByRole('listitem');
    expect(steps.map(step => step.textContent)).toEqual([
      expect.stringMatching(/^RequestedDone · .* ago$/),
      expect.stringMatching(/^ReviewedDone/),
      expect.stringMatching(/^Merged.*Done/),
      expect.stringMatching(/^AppliedDone/),
      'BuiltDone',
      expect.stringMatching(/^Credentials deliveredDone/),
      expect.stringMatching(/^Schema appliedDone/),
      'In useNot known',
    ]);
    expect(screen.getByRole('link', { name: /Merged/ })).toHaveAttribute(
      'href',
      'https://github.com/acme/gitops/pull/482',
    );
  });

  it('marks the step that is under way', async () => {
    render(STATES.creating);
    const step = await screen.findByText('Built');
    expect(step.closest('li')).toHaveAttribute('aria-current', 'step');
  });

  it('says of a finding how it is known, whose move it is and what to do', async () => {
    render(STATES.failedYou);
    const findings = await section('Findings');
    expect(
      findings.getByText(/Critical: The schema change drops data/),
    ).toBeInTheDocument();
    expect(findings.getByText('Your move')).toBeInTheDocument();
    expect(
      findings.getByText(/Next step: Allow changes that lose data/),
    ).toBeInTheDocument();
    expect(findings.queryByText(/LintPolicyError/)).not.toBeInTheDocument();
    await userEvent.click(
      findings.getByRole('button', { name: /^Evidence of: The schema/ }),
    );
    expect(await findings.findByText(/LintPolicyError/)).toHaveTextContent(
      'AtlasSchema team-orders/orders-db-orders (platform) status.conditions[Ready].reason: LintPolicyError',
    );
    expect(
      findings.getByText(/destructive changes detected: DS103/),
    ).toBeInTheDocument();
  });

  it('names what could not be checked instead of saying that all is well', async () => {
    render(STATES.partial);
    const findings = await section('Findings');
    expect(findings.getByText('No problems found.')).toBeInTheDocument();
    expect(
      findings.getByText('1 thing could not be checked:'),
    ).toBeInTheDocument();
    expect(
      findings.getByText(/externalsecrets.external-secrets.io/),
    ).toHaveTextContent('Backstage may not list it');
  });

  it('tells how to connect by names, and never a password', async () => {
    render();
    const connect = await section('Connect');
    [
      'orders-db-rw.team-orders.svc',
      '5432',
      'orders',
      'orders_app',
      'orders-db',
    ].forEach(text =>
      expect(connect.getByText(text, { selector: 'dd code' })).toBeVisible(),
    );
    expect(
      connect.getByText('Only in the Secret, under the key "password"'),
    ).toBeInTheDocument();
    expect(
      connect.getByText('orders-state (state.postgresql), for orders-api'),
    ).toBeInTheDocument();
    const tabs = await connect.findAllByRole('tab');
    expect(tabs.map(tab => tab.textContent)).toEqual([
      'Kubernetes',
      'Shell',
      'psql',
      'Node.js',
      'Python',
      'Go',
      'Java',
      '.NET',
      'Dapr',
    ]);
    await userEvent.click(connect.getByRole('tab', { name: 'Node.js' }));
    expect(
      within(connect.getByRole('tabpanel', { name: 'Node.js' })).getByRole(
        'button',
        { name: 'Copy the Node.js snippet' },
      ),
    ).toBeInTheDocument();
  });

  it('copies a value and says so', async () => {
    const user = userEvent.setup();
    // jsdom has no clipboard; the library asks the document to copy.
    const copied = jest.fn(() => true);
    Object.assign(document, { execCommand: copied });
    render();
    const connect = await section('Connect');
    await user.click(connect.getByRole('button', { name: 'Copy Host' }));
    expect(copied).toHaveBeenCalledWith('copy');
    expect(await connect.findByText('Host copied')).toHaveAttribute(
      'role',
      'status',
    );
  });

  it('says which schema is live, and where to approve the next one', async () => {
    render(STATES.needsApproval);
    const schema = await section('Schema');
    const row = schema.getByRole('row', { name: /orders/ });
    expect(row).toHaveTextContent('Declarative');
    expect(row).toHaveTextContent('8c2f0a91d3b4');
    expect(row).toHaveTextContent('Waits for approval');
    expect(
      schema.getByRole('link', { name: /Approve the change of orders/ }),
    ).toHaveAttribute('href', 'https://atlas.example.com/plans/7');
  });

  it('says who may do what', async () => {
    render();
    const users = await section('Databases and users');
    expect(users.getByRole('definition')).toHaveTextContent(
      'reads and writes orders',
    );
  });

  it('says what would happen to the data, and what is not known of it', async () => {
    render(
      databaseService({
        facts: { databases: [], users: [], deletionProtection: false },
        deletion: {
          effect: 'deleted',
          sentence: 'The server is deleted with all its data.',
          remains: ['a final snapshot orders-db-final-1a2b3c4d'],
          evidence: [],
        },
      }),
    );
    const safety = await section('Data safety');
    expect(
      safety.getAllByRole('definition').map(one => one.textContent),
    ).toEqual([
      'Off',
      'The server is deleted with all its data. What stays: a final snapshot orders-db-final-1a2b3c4d.',
      'Not known',
      expect.stringMatching(/^Not known: nothing about backups was found/),
      expect.stringMatching(/^Not known: Backstage does not read how far back/),
    ]);
  });

  it.each([
    [
      'the cluster refuses a deletion',
      {
        effect: 'refused' as const,
        sentence: 'Nothing: the cluster refuses it. It is in use.',
        remains: [],
        evidence: [],
      },
      'Nothing: the cluster refuses it. It is in use.',
    ],
    ['nobody knows', undefined, 'Not known'],
  ])('says when %s', async (_what, deletion, expected) => {
    render(databaseService({ deletion }));
    const safety = await section('Data safety');
    expect(
      safety.getByText('If its file is removed from Git').nextElementSibling,
    ).toHaveTextContent(expected);
  });

  it('says what is known of backups, the worst first', async () => {
    const service = databaseService();
    render(
      databaseService({
        resources: [
          ...service.resources,
          {
            ref: {
              cluster: 'platform',
              apiVersion: 'postgresql.cnpg.io/v1',
              kind: 'ScheduledBackup',
              namespace: 'team-orders',
              name: 'nightly',
            },
            state: 'healthy',
            sentence: 'Runs at 02:00 every day.',
          },
        ],
        assessment: {
          findings: [
            {
              code: 'server.backup-late',
              severity: 'warning',
              audience: 'platform',
              message: 'The last backup is 3 days old.',
              evidence: [],
            },
          ],
        },
      }),
    );
    const safety = await section('Data safety');
    expect(safety.getAllByRole('listitem').map(one => one.textContent)).toEqual(
      [
        'The last backup is 3 days old.',
        'Schedule nightly: Runs at 02:00 every day.',
      ],
    );
  });

  it('lists every part by layer', async () => {
    render();
    const built = await section('How it is built');
    const rows = built.getAllByRole('row').map(row => row.textContent ?? '');
    expect(rows[1]).toBe('Other');
    expect(rows[2]).toContain('ManagedDatabaseteam-orders/orders-db');
    expect(rows[3]).toBe('Server');
    expect(rows[4]).toContain('Clusterteam-orders/orders-db');
    expect(rows[5]).toContain('Podteam-orders/orders-db-1');
    expect(built.getByText(/last observed by Crossplane/)).toBeInTheDocument();
  });

  it('tells how the state changed', async () => {
    const api = new FakeDbaasApi(STATES.healthy);
    api.history = [
      {
        subject: 'service',
        from: 'creating',
        to: 'healthy',
        headline: 'Healthy',
        at: before(10),
      },
      {
        subject: 'schema',
        to: 'somethingNew',
        headline: 'Being created',
        at: before(12),
      },
      ...(['orders', 'audit'] as const).map(
        (database): Transition => ({
          subject: 'finding',
          name: 'databases.failed',
          resource: {
            cluster: 'platform',
            apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
            kind: 'Database',
            namespace: 'team-orders',
            name: database,
          },
          to: database === 'orders' ? 'resolved' : 'found',
          headline: 'It could not be made.',
          at: before(14),
        }),
      ),
    ];
    render(undefined, { api });
    const history = await section('History');
    expect(
      await history.findByRole('row', { name: /The whole database/ }),
    ).toHaveTextContent('Being created → Healthy');
    expect(history.getByRole('row', { name: /Schema/ })).toHaveTextContent(
      'somethingNew',
    );
    expect(
      history.getByRole('row', { name: /Database team-orders\/orders/ }),
    ).toHaveTextContent('Resolved: It could not be made.');
    expect(
      history.getByRole('row', { name: /Database team-orders\/audit/ }),
    ).toHaveTextContent('Found: It could not be made.');
  });

  it('goes to the database that the address names', async () => {
    const other = databaseService({
      ref: { cluster: 'platform', namespace: 'team-orders', name: 'a-db' },
    });
    render(undefined, {
      api: new FakeDbaasApi(STATES.failedYou, other),
      path: '/?database=platform/team-orders/a-db',
    });
    const now = await section('Now');
    expect(now.getByText('Healthy')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: /Databases of this entity/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'orders-db · Failed' }),
    );
    expect(await now.findByText(/Needs your change/)).toBeInTheDocument();
  });

  it('shows only what there is while nothing is built', async () => {
    render(STATES.requested);
    const now = await section('Now');
    expect(now.getByRole('link', { name: /#482/ })).toBeInTheDocument();
    expect(
      screen.queryByRole('region', { name: 'Connect' }),
    ).not.toBeInTheDocument();
  });

  it('says so when one may not see it', async () => {
    const api = new FakeDbaasApi();
    api.failure = new DbaasRequestError('no', 403, 'NotAllowedError');
    render(undefined, { api });
    expect(
      await screen.findByText("You can't see this database's status"),
    ).toBeInTheDocument();
  });

  it.each(['healthy', 'failedYou', 'requested'] as const)(
    'is accessible: %s',
    async state => {
      const { container } = render(STATES[state]);
      await section('Findings');
      expect(await axe(container)).toHaveNoViolations();
    },
  );
});
