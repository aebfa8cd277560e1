import { DbaasRequestError } from '@backstage-dbaas/plugin-dbaas-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { databaseService } from '../testing/database-service';
import { unlinkedApi } from '../testing/entity';
import { FakeDbaasApi } from '../testing/fake-dbaas-api';
import { FakeSignals } from '../testing/fake-signals';
import { createTemplate, renderForEntity } from '../testing/render-for-entity';
import { STATES } from '../testing/states';
import { DatabaseCard } from './DatabaseCard';

expect.extend(toHaveNoViolations);

const card = () => screen.getByRole('region', { name: /Database/ });
const service = (name = 'orders-db') => screen.findByRole('group', { name });

describe('DatabaseCard', () => {
  it.each<[keyof typeof STATES, (string | RegExp)[]]>([
    ['healthy', ['Healthy', 'PostgreSQL 17 · small · 1 instance']],
    ['creating', ['Being created, 6 of 9 parts ready', 'Nothing to do']],
    ['slow', ['Taking longer than usual (41 minutes)', 'orders_app']],
    ['updating', ['Being updated', '8 of 9 parts ready']],
    ['requested', ['Waiting for review', '#482', "A reviewer's move"]],
    ['requestClosed', ['The request was closed', '#482', 'Your move']],
    ['merged', ['Merged, being applied', '#482']],
    ['notFound', ['No database with this name in cluster platform']],
    ['unreachable', ["Can't reach cluster platform", 'may be fine']],
    ['stale', ['Healthy', /As of .*\. The cluster has not been heard of/]],
    [
      'partial',
      [
        "Can't be read in cluster apps: externalsecrets.external-secrets.io",
        'Backstage may not list it',
      ],
    ],
    ['deleting', ['Being deleted', '3 parts are left.']],
    ['failedYou', ['Needs your change: The schema change drops data']],
    ['failedPlatform', ['Broken, and not by you', "The platform team's move"]],
    ['needsApproval', ['Schema change waits for approval']],
    ['degraded', ['Working, with a problem: the last backup failed']],
    ['paused', ['Paused', 'Take the annotation']],
    ['unknown', ['State unknown', 'has not looked at this yet']],
    ['openChange', ['Open change #490', 'waits for review']],
  ])('says what is going on: %s', async (state, texts) => {
    renderForEntity(<DatabaseCard />, { api: new FakeDbaasApi(STATES[state]) });
    const shown = await service();
    texts.forEach(text => expect(shown).toHaveTextContent(text));
  });

  it('has no words of the machinery in it', async () => {
    renderForEntity(<DatabaseCard />, {
      api: new FakeDbaasApi(...Object.values(STATES).map(rename)),
    });
    await service('db-0');
    expect(card().textContent).not.toMatch(
      /\b(Synced|XR|ManagedDatabase|MR)\b/,
    );
  });

  it('shows six layers in their order, also those that nobody asked for', async () => {
    renderForEntity(<DatabaseCard />, {
      api: new FakeDbaasApi(STATES.creating),
    });
    const list = within(await service());
    expect(list.getAllByRole('term').map(term => term.textContent)).toEqual([
      'Server',
      'Databases',
      'Users',
      'Secrets',
      'Schema',
      'Dapr',
    ]);
    expect(list.getAllByRole('definition').at(-1)).toHaveTextContent(
      'Not requested',
    );
  });

  it('puts a failing layer first, with what to do, and sums up the rest', async () => {
    renderForEntity(<DatabaseCard />, {
      api: new FakeDbaasApi(STATES.failedYou),
    });
    const list = within(await service());
    expect(list.getAllByRole('term')[0]).toHaveTextContent('Schema');
    expect(list.getAllByRole('definition')[0]).toHaveTextContent(
      'The schema change drops data, and that is not allowed.',
    );
    expect(list.getByText('4 other parts are fine')).toBeInTheDocument();
    expect(
      list.getByText(/Allow changes that lose data, or take the DROP/),
    ).toBeInTheDocument();
  });

  it('tells how far a build is to screen readers too', async () => {
    renderForEntity(<DatabaseCard />, {
      api: new FakeDbaasApi(STATES.creating),
    });
    await service();
    expect(
      screen.getByRole('progressbar', { name: '6 of 9 parts ready' }),
    ).toHaveAttribute('aria-valuenow', '67');
  });

  it('shows the worst of several databases first', async () => {
    renderForEntity(<DatabaseCard />, {
      api: new FakeDbaasApi(
        databaseService({
          ref: { cluster: 'platform', namespace: 'team-orders', name: 'a-db' },
        }),
        STATES.failedYou,
      ),
    });
    await service();
    expect(
      screen
        .getAllByRole('group')
        .map(group => group.getAttribute('aria-label')),
    ).toEqual(['orders-db', 'a-db']);
    expect(
      screen.getByRole('heading', { level: 3, name: 'a-db' }),
    ).toBeInTheDocument();
  });

  it('leads to the tab, and to the way to connect', async () => {
    renderForEntity(<DatabaseCard />, {
      api: new FakeDbaasApi(STATES.healthy),
    });
    await service();
    const database = 'database=platform%2Fteam-orders%2Forders-db';
    expect(
      screen.getByRole('button', { name: 'Connect to orders-db' }),
    ).toHaveAttribute('href', `/database?${database}#connect`);
    expect(
      screen.getByRole('button', { name: 'Details of orders-db' }),
    ).toHaveAttribute('href', `/database?${database}`);
    expect(screen.queryByText('Change…')).not.toBeInTheDocument();
  });

  it('offers a change when there is a template for it', async () => {
    renderForEntity(<DatabaseCard />, {
      api: new FakeDbaasApi(STATES.healthy),
      catalog: [
        {
          ...createTemplate,
          metadata: { ...createTemplate.metadata, name: 'change-database' },
        },
      ],
    });
    const change = await screen.findByRole('button', {
      name: 'Change orders-db',
    });
    const [path, query] = `${change.getAttribute('href')}`.split('?');
    expect(path).toBe('/create/templates/default/change-database');
    expect(JSON.parse(`${new URLSearchParams(query).get('formData')}`)).toEqual(
      {
        cluster: 'platform',
        namespace: 'team-orders',
        name: 'orders-db',
      },
    );
  });

  it('says who to ask when one may not see it', async () => {
    const api = new FakeDbaasApi();
    api.failure = new DbaasRequestError('no', 403, 'NotAllowedError');
    renderForEntity(<DatabaseCard />, { api });
    expect(
      await screen.findByText("You can't see this database's status"),
    ).toBeInTheDocument();
    expect(screen.getByText(/Owned by/)).toHaveTextContent('team-orders');
  });

  it('says how to link a database, and offers to create one', async () => {
    renderForEntity(<DatabaseCard />, {
      api: new FakeDbaasApi(),
      entity: unlinkedApi,
      catalog: [createTemplate],
    });
    expect(
      await screen.findByText("This entity isn't linked to a database"),
    ).toBeInTheDocument();
    expect(await screen.findByText(/dbaas.dev\/database/)).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Copy the annotation' }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('button', { name: 'Create a database' }),
    ).toHaveAttribute(
      'href',
      expect.stringContaining('/create/templates/default/create-database?'),
    );
  });

  it('says what is wrong with the annotation', async () => {
    const api = new FakeDbaasApi();
    api.failure = new DbaasRequestError('"orders" is not of the form', 400);
    renderForEntity(<DatabaseCard />, { api });
    expect(
      await screen.findByText('The link to the database is wrong'),
    ).toBeInTheDocument();
    expect(screen.getByText('"orders" is not of the form')).toBeInTheDocument();
  });

  it('can be asked to try again after an error', async () => {
    const api = new FakeDbaasApi(STATES.healthy);
    api.failure = new Error('Failed to fetch');
    renderForEntity(<DatabaseCard />, { api });
    expect(await screen.findByText('Failed to fetch')).toBeInTheDocument();
    api.failure = undefined;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await service()).toHaveTextContent('Healthy');
  });

  it('keeps the last state while it cannot be brought up to date', async () => {
    const api = new FakeDbaasApi(STATES.healthy);
    renderForEntity(<DatabaseCard />, { api });
    await service();
    api.failure = new Error('Failed to fetch.');
    await userEvent.click(screen.getByRole('button', { name: /Refresh/ }));
    expect(
      await screen.findByText(/Can't refresh since .*Failed to fetch/),
    ).toBeInTheDocument();
    expect(await service()).toHaveTextContent('Healthy');
  });

  it('changes on a signal, and announces the new state once', async () => {
    const api = new FakeDbaasApi(STATES.creating);
    const signals = new FakeSignals();
    renderForEntity(<DatabaseCard />, { api, signals });
    await service();
    await waitFor(() =>
      expect(signals.channels()).toEqual([
        'dbaas:entity:component:default/orders-api',
        'dbaas:platform/team-orders/orders-db',
      ]),
    );
    api.services = [STATES.healthy];
    act(() => signals.channels().forEach(channel => signals.send(channel)));
    expect(await screen.findByText('orders-db: Healthy')).toHaveAttribute(
      'aria-live',
      'polite',
    );
    expect(await service()).toHaveTextContent('Healthy');
    expect(api.calls).toBe(2);
  });

  it.each(['healthy', 'creating', 'failedYou', 'requested'] as const)(
    'is accessible: %s',
    async state => {
      const { container } = renderForEntity(<DatabaseCard />, {
        api: new FakeDbaasApi(STATES[state]),
      });
      await service();
      expect(await axe(container)).toHaveNoViolations();
    },
  );
});

function rename(
  database: (typeof STATES)[keyof typeof STATES],
  index: number,
): (typeof STATES)[keyof typeof STATES] {
  return { ...database, ref: { ...database.ref, name: `db-${index}` } };
}
