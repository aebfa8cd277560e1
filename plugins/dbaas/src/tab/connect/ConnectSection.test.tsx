import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DbaasRequestError } from '@backstage-dbaas/plugin-dbaas-common';
import { databaseService } from '../../testing/database-service';
import { FakeDbaasApi } from '../../testing/fake-dbaas-api';
import { renderForEntity } from '../../testing/render-for-entity';
import { ConnectSection } from './ConnectSection';

const service = databaseService();
const render = (api: FakeDbaasApi, shown = service) =>
  renderForEntity(<ConnectSection service={shown} />, { api });

describe('ConnectSection', () => {
  it('shows names at once and keeps the place of the snippets meanwhile', async () => {
    const api = new FakeDbaasApi(service);
    api.getConnections = () => new Promise(() => {});
    render(api);
    expect(
      await screen.findByText('orders-db-rw.team-orders.svc'),
    ).toBeVisible();
    expect(screen.getByText('Loading the ways to connect')).toHaveAttribute(
      'role',
      'status',
    );
  });

  it('shows snippets of backend modules like those that are built in', async () => {
    const api = new FakeDbaasApi(service);
    api.getConnections = async () => [
      {
        ...service.connections[0],
        snippets: [
          {
            id: 'acme',
            title: 'Acme ORM',
            language: 'yaml',
            text: 'secretRef: orders-db',
          },
        ],
      },
    ];
    render(api);
    expect(
      within(
        await screen.findByRole('tabpanel', { name: 'Acme ORM' }),
      ).getByRole('button', { name: 'Copy the Acme ORM snippet' }),
    ).toBeInTheDocument();
    expect(screen.getAllByRole('tab')).toHaveLength(1);
  });

  it('keeps the names when the snippets fail, and tries again on demand', async () => {
    const api = new FakeDbaasApi(service);
    api.failures.getConnections = new DbaasRequestError('It is busy.', 503);
    render(api);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('It is busy.');
    expect(screen.getByText('orders-db-rw.team-orders.svc')).toBeVisible();
    api.failures = {};
    await userEvent.click(
      within(alert).getByRole('button', { name: 'Try again' }),
    );
    expect(await screen.findByRole('tab', { name: 'psql' })).toBeVisible();
  });

  it('asks for nothing where nothing is delivered', async () => {
    const api = new FakeDbaasApi(service);
    render(api, databaseService({ connections: [] }));
    expect(
      await screen.findByText(/No credentials are delivered/),
    ).toBeInTheDocument();
    expect(api.calls).toBe(0);
  });
});
