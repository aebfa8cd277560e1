import {
  DbaasRequestError,
  type ResourceEvent,
} from '@backstage-dbaas/plugin-dbaas-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { before, databaseService } from '../../testing/database-service';
import { FakeDbaasApi } from '../../testing/fake-dbaas-api';
import { renderForEntity } from '../../testing/render-for-entity';
import { EventsSection } from './EventsSection';

expect.extend(toHaveNoViolations);

const service = databaseService();

const event = (change: Partial<ResourceEvent>): ResourceEvent => ({
  resource: {
    cluster: 'apps',
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    namespace: 'orders',
    name: 'orders-db',
  },
  type: 'Warning',
  reason: 'UpdateFailed',
  message: 'could not get secret data from provider',
  count: 14,
  source: 'external-secrets',
  firstAt: before(50),
  lastAt: before(3),
  ...change,
});

const refusedEvents = {
  cluster: 'apps',
  verb: 'list' as const,
  resource: 'events',
  problem: 'forbidden' as const,
  message: 'events is forbidden',
  since: before(5),
};

const render = (change: Partial<FakeDbaasApi> = {}) => {
  const api = Object.assign(new FakeDbaasApi(service), change);
  return {
    api,
    ...renderForEntity(<EventsSection service={service} />, { api }),
  };
};

const allEvents = () => screen.findByRole('checkbox', { name: 'All Events' });

describe('EventsSection', () => {
  it('shows warnings with how often and on what they were said', async () => {
    render({ events: [event({})] });
    const row = await screen.findByRole('row', { name: /UpdateFailed/ });
    expect(
      within(row)
        .getAllByRole('cell')
        .map(cell => cell.textContent),
    ).toEqual([
      '3 minutes ago',
      'ExternalSecretorders/orders-db · apps',
      'Warning: UpdateFailedexternal-secrets',
      'could not get secret data from provider',
      '14',
    ]);
  });

  it('shows everything on demand', async () => {
    render({
      events: [
        event({ reason: 'Synced', type: 'Normal', count: 1 }),
        event({}),
      ],
    });
    await screen.findByRole('row', { name: /UpdateFailed/ });
    expect(screen.queryByRole('row', { name: /Synced/ })).toBeNull();
    await userEvent.click(await allEvents());
    expect(
      await screen.findByRole('row', { name: /Normal: Synced/ }),
    ).toBeInTheDocument();
  });

  it('says what it means that there is none', async () => {
    render();
    expect(
      await screen.findByText(
        'No warnings in the last hour. Clusters forget Events after an hour.',
      ),
    ).toBeInTheDocument();
    await userEvent.click(await allEvents());
    expect(
      await screen.findByText(/^No Events in the last hour/),
    ).toBeInTheDocument();
  });

  it('does not say that all is quiet where it could not ask', async () => {
    render({ unreadableEvents: [refusedEvents] });
    expect(
      await screen.findByText(/not every cluster could be asked/),
    ).toBeInTheDocument();
    expect(screen.getByRole('listitem')).toHaveTextContent(
      "Can't be read in cluster apps: events (Backstage may not list it)",
    );
    expect(screen.queryByText(/No warnings/)).not.toBeInTheDocument();
  });

  it('says why there are none, and tries again on demand', async () => {
    const { api } = render({
      failures: { getEvents: new DbaasRequestError('It is busy.', 503) },
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent("The Events can't be loadedIt is busy.");
    api.failures = {};
    api.events = [event({})];
    await userEvent.click(
      screen.getByRole('button', { name: 'Read the Events again' }),
    );
    expect(
      await screen.findByRole('row', { name: /UpdateFailed/ }),
    ).toBeInTheDocument();
  });

  it('is accessible', async () => {
    const { container } = render({ events: [event({})] });
    await screen.findByRole('row', { name: /UpdateFailed/ });
    expect(await axe(container)).toHaveNoViolations();
  });
});
