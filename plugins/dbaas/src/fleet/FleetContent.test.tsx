import { DbaasRequestError } from '@backstage-dbaas/plugin-dbaas-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { databaseService } from '../testing/database-service';
import { FakeDbaasApi } from '../testing/fake-dbaas-api';
import { renderForEntity } from '../testing/render-for-entity';
import { STATES } from '../testing/states';
import { FleetContent } from './FleetContent';

expect.extend(toHaveNoViolations);

const named = (name: string, service = STATES.healthy) =>
  databaseService({
    ...service,
    ref: { cluster: 'platform', namespace: 'team-orders', name },
  });

const render = (api: FakeDbaasApi, path = '/') =>
  renderForEntity(<FleetContent />, { api, path });

describe('FleetContent', () => {
  it('shows every database service with its state and who uses it', async () => {
    render(new FakeDbaasApi(named('a-db', STATES.failedYou), named('b-db')));
    const row = await screen.findByRole('row', { name: /a-db/ });
    expect(row).toHaveTextContent('Failed');
    expect(row).toHaveTextContent('Needs your change');
    expect(row).toHaveTextContent('small · cnpg');
    expect(
      screen.getAllByRole('link', { name: /orders-api/ })[0],
    ).toHaveAttribute('href', '/catalog/default/component/orders-api');
    expect(screen.getByText('Showing 2 of 2')).toBeInTheDocument();
  });

  it('narrows down by state, cluster, owner and text, and keeps that in the address', async () => {
    const api = new FakeDbaasApi(
      named('a-db', STATES.failedYou),
      named('b-db'),
    );
    render(api);
    await screen.findByRole('row', { name: /b-db/ });
    await userEvent.selectOptions(
      screen.getByRole('combobox', { name: 'State' }),
      'Failed (1)',
    );
    await waitFor(() =>
      expect(
        screen.queryByRole('row', { name: /b-db/ }),
      ).not.toBeInTheDocument(),
    );
    await userEvent.selectOptions(
      screen.getByRole('combobox', { name: 'Owner' }),
      'team-orders (1)',
    );
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search' }),
      'a-',
    );
    await waitFor(() =>
      expect(api.queries.at(-1)).toEqual({
        state: ['failed'],
        owner: ['group:default/team-orders'],
        text: 'a-',
        limit: 50,
      }),
    );
  });

  it('narrows down by the layer in trouble and the placement', async () => {
    const api = new FakeDbaasApi(
      named('a-db', STATES.failedYou),
      named('b-db'),
    );
    render(api);
    await screen.findByRole('row', { name: /b-db/ });
    await userEvent.selectOptions(
      screen.getByRole('combobox', { name: 'Trouble with' }),
      'Schema (1)',
    );
    await waitFor(() =>
      expect(screen.queryByRole('row', { name: /b-db/ })).toBeNull(),
    );
    await userEvent.selectOptions(
      screen.getByRole('combobox', { name: 'Placement' }),
      'cnpg (1)',
    );
    await waitFor(() =>
      expect(api.queries.at(-1)).toEqual({
        layer: ['schema'],
        placement: ['cnpg'],
        limit: 50,
      }),
    );
  });

  it('changes the order, which is no filter', async () => {
    render(
      new FakeDbaasApi(named('a-db', STATES.failedYou), named('b-db')),
      '/?sort=-name',
    );
    await screen.findByRole('row', { name: /b-db/ });
    const names = () =>
      screen
        .getAllByRole('row')
        .slice(1)
        .map(row => row.textContent?.slice(0, 4));
    expect(names()).toEqual(['b-db', 'a-db']);
    await userEvent.selectOptions(
      screen.getByRole('combobox', { name: 'Order' }),
      'Worst first',
    );
    await waitFor(() => expect(names()).toEqual(['a-db', 'b-db']));
  });

  it('takes the filter from the address, but no state that does not exist', async () => {
    const api = new FakeDbaasApi(named('a-db'));
    render(api, '/?state=rotten&cluster=platform');
    await screen.findByRole('row', { name: /a-db/ });
    expect(api.queries[0]).toEqual({ cluster: ['platform'], limit: 50 });
  });

  it('shows more on demand', async () => {
    const api = new FakeDbaasApi(
      ...Array.from({ length: 51 }, (_, index) => named(`db-${index}`)),
    );
    render(api);
    expect(await screen.findByText('Showing 50 of 51')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('Showing 51 of 51')).toBeInTheDocument();
  });

  it('tells nothing at all from nothing that matches', async () => {
    render(new FakeDbaasApi());
    expect(
      await screen.findByText('There are no database services yet.'),
    ).toBeInTheDocument();
  });

  it('can forget the filter', async () => {
    const api = new FakeDbaasApi(named('a-db'));
    render(api, '/?cluster=other');
    expect(
      await screen.findByText('No database services match.'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear the filters' }),
    );
    expect(await screen.findByRole('row', { name: /a-db/ })).toBeVisible();
  });

  it('says why it shows nothing', async () => {
    const api = new FakeDbaasApi();
    api.failure = new DbaasRequestError('You are not allowed.', 403);
    render(api);
    expect(
      await screen.findByText("You can't see the database services"),
    ).toBeInTheDocument();
    expect(screen.getByText('You are not allowed.')).toBeInTheDocument();
  });

  it('says how well the clusters are heard', async () => {
    const api = new FakeDbaasApi(named('a-db'));
    api.clusters = [{ name: 'apps', state: 'unreachable', unreadable: [] }];
    render(api);
    expect(
      await screen.findByRole('region', { name: 'Clusters' }),
    ).toHaveTextContent('apps Unreachable');
  });

  it('is accessible', async () => {
    const { container } = render(new FakeDbaasApi(named('a-db')));
    await screen.findByRole('row', { name: /a-db/ });
    expect(await axe(container)).toHaveNoViolations();
  });
});
