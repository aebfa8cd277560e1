import {
  DbaasRequestError,
  type UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { NOW, before } from '../../testing/database-service';
import { FakeDbaasApi } from '../../testing/fake-dbaas-api';
import { renderForEntity } from '../../testing/render-for-entity';
import { ClusterStrip } from './ClusterStrip';
import type { ClusterHealth } from './use-clusters';

expect.extend(toHaveNoViolations);

const source = (
  resource: string,
  problem: UnreadableSource['problem'],
): UnreadableSource => ({
  cluster: 'apps',
  verb: 'list',
  resource,
  problem,
  message: '',
  since: before(30),
});

const cluster = (change: Partial<ClusterHealth>): ClusterHealth => ({
  name: 'platform',
  state: 'connected',
  lastContactAt: NOW,
  objects: 1_200,
  unreadable: [],
  ...change,
});

const render = (clusters: ClusterHealth[], failure?: Error) =>
  renderForEntity(<ClusterStrip />, {
    api: Object.assign(new FakeDbaasApi(), { clusters, failure }),
  });

describe('ClusterStrip', () => {
  it.each([
    [
      'connected',
      { lastContactAt: before(5) },
      /^platform Connectedheard of 5 minutes ago · 1,200 objects$/,
    ],
    [
      'connecting',
      { lastContactAt: undefined, objects: 0 },
      /^platform Connectingnever heard of · 0 objects$/,
    ],
    ['stale', { lastContactAt: before(90) }, /Not heard of lately/],
    // The number is for those who may see everything.
    [
      'unreachable',
      { lastContactAt: before(180), objects: undefined },
      /^platform Unreachableheard of 3 hours ago$/,
    ],
  ] as const)('says how a cluster is: %s', async (state, change, text) => {
    render([cluster({ state, ...change })]);
    expect(await screen.findByRole('listitem')).toHaveTextContent(text);
  });

  it('names exactly what cannot be read, and how to change that', async () => {
    render([
      cluster({}),
      cluster({
        name: 'apps',
        unreadable: [
          source('components.dapr.io', 'forbidden'),
          source('atlasschemas.db.atlasgo.io', 'notInstalled'),
        ],
      }),
    ]);
    const strip = within(
      await screen.findByRole('region', { name: 'Clusters' }),
    );
    expect(strip.getByText(/2 kinds can't be read/)).toBeInTheDocument();
    expect(strip.queryByText(/components.dapr.io/)).not.toBeInTheDocument();
    await userEvent.click(
      strip.getByRole('button', {
        name: "What can't be read in cluster apps",
      }),
    );
    const refused = strip.getByText('list components.dapr.io').closest('li');
    expect(refused).toHaveTextContent('Backstage may not list it');
    expect(refused).toHaveTextContent('Grant this to the account');
    expect(
      strip.getByText('list atlasschemas.db.atlasgo.io').closest('li'),
    ).toHaveTextContent('Install it if databases need it');
    expect(
      strip.getByRole('button', {
        name: 'Copy Rules for the ClusterRole of Backstage',
      }),
    ).toBeInTheDocument();
  });

  it('does not advise to let Backstage read the values of Secrets', async () => {
    render([
      cluster({ name: 'apps', unreadable: [source('secrets', 'forbidden')] }),
    ]);
    await userEvent.click(
      await screen.findByRole('button', { name: /cluster apps/ }),
    );
    expect(screen.getByText(/Leave it like this unless/)).toBeInTheDocument();
    expect(screen.queryByText(/Grant this/)).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Copy Rules/ })).toBeNull();
  });

  it('says so when nothing is configured', async () => {
    render([]);
    expect(
      await screen.findByText(/No clusters are configured/),
    ).toBeInTheDocument();
  });

  it('says why nothing is known', async () => {
    render([], new Error('Failed to fetch'));
    expect(
      await screen.findByText(
        "The state of the clusters can't be loaded: Failed to fetch",
      ),
    ).toBeInTheDocument();
  });

  it('is not there for those who may not see it', async () => {
    const api = new FakeDbaasApi();
    api.failure = new DbaasRequestError('no', 403);
    renderForEntity(<ClusterStrip />, { api });
    await waitFor(() => expect(api.calls).toBe(1));
    expect(screen.queryByRole('region', { name: 'Clusters' })).toBeNull();
  });

  it('is accessible', async () => {
    const { container } = render([
      cluster({
        name: 'apps',
        unreadable: [source('components.dapr.io', 'forbidden')],
      }),
    ]);
    await userEvent.click(
      await screen.findByRole('button', { name: /cluster apps/ }),
    );
    expect(await axe(container)).toHaveNoViolations();
  });
});
