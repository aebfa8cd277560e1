import {
  DbaasRequestError,
  type ResourceNode,
} from '@backstage-dbaas/plugin-dbaas-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { before, databaseService } from '../../testing/database-service';
import { FakeDbaasApi } from '../../testing/fake-dbaas-api';
import { renderForEntity } from '../../testing/render-for-entity';
import { ResourcesSection } from './ResourcesSection';

expect.extend(toHaveNoViolations);

const usage: ResourceNode = {
  ref: {
    cluster: 'platform',
    apiVersion: 'protection.crossplane.io/v1beta1',
    kind: 'Usage',
    namespace: 'team-orders',
    name: 'orders-db-keeps-server',
  },
  layer: 'server',
  state: 'healthy',
  sentence: 'Keeps the server.',
};

const base = databaseService();
const service = databaseService({ resources: [...base.resources, usage] });
const cluster = base.resources.find(({ ref }) => ref.kind === 'Cluster');
if (!cluster) throw new Error('The fixture has no Cluster.');

const manifest = {
  resource: cluster.ref,
  manifest: {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    spec: { instances: 1 },
  },
  observedAt: before(2),
  stale: false,
};

const render = (change: Partial<FakeDbaasApi> = {}) =>
  renderForEntity(<ResourcesSection service={service} />, {
    api: Object.assign(new FakeDbaasApi(service), change),
  });

const opener = () =>
  screen.findByRole('button', { name: 'Details of Cluster orders-db' });

const openDetails = async () => {
  await userEvent.click(await opener());
  return within(
    await screen.findByRole('dialog', { name: 'Cluster orders-db' }),
  );
};

describe('ResourcesSection', () => {
  it('keeps what only supports the parts out of the way', async () => {
    render();
    const toggle = await screen.findByRole('button', {
      name: 'Show 1 supporting object',
    });
    expect(toggle).toHaveAttribute('aria-expanded', 'false');
    expect(screen.queryByText('Usage')).not.toBeInTheDocument();
    await userEvent.click(toggle);
    expect(screen.getByText('Usage')).toBeInTheDocument();
    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    expect(toggle).toHaveTextContent('Hide 1 supporting object');
  });

  it('shows what is known of one object, and from what', async () => {
    render({ manifests: [manifest] });
    const details = await openDetails();
    expect(
      details.getAllByRole('definition').map(one => one.textContent),
    ).toEqual([
      'Healthy',
      'Ready.',
      'Available',
      '12 days ago',
      'namespace team-orders of cluster platform',
      'postgresql.cnpg.io/v1',
    ]);
  });

  it('loads the manifest when it is looked at, as of when it was seen', async () => {
    render({ manifests: [manifest] });
    const details = await openDetails();
    const panel = within(details.getByRole('tabpanel', { name: 'Manifest' }));
    expect(
      await panel.findByRole('button', {
        name: 'Copy the manifest of Cluster orders-db',
      }),
    ).toBeInTheDocument();
    expect(panel.getByText(/^As of/)).toHaveTextContent(
      'without the values of secrets',
    );
    expect(await panel.findByText(/instances/)).toBeInTheDocument();
    expect(panel.queryByRole('note')).not.toBeInTheDocument();
  });

  it('says that a manifest may be out of date', async () => {
    render({ manifests: [{ ...manifest, stale: true }] });
    const details = await openDetails();
    expect(await details.findByRole('note')).toHaveTextContent(
      /has not been heard of since then/,
    );
  });

  it('names the permission that is missing for manifests', async () => {
    render({
      failures: { getManifest: new DbaasRequestError('Not allowed.', 403) },
    });
    const alert = await (await openDetails()).findByRole('alert');
    expect(alert).toHaveTextContent('dbaas.manifest.read');
    expect(within(alert).queryByRole('button')).not.toBeInTheDocument();
  });

  it('says that the object is gone', async () => {
    render();
    const details = await openDetails();
    expect(
      await details.findByText(/The object is not known any more/),
    ).toBeInTheDocument();
  });

  it('shows the Events of this object alone', async () => {
    const event = {
      type: 'Normal' as const,
      message: 'The instance is up',
      count: 2,
      lastAt: before(1),
    };
    render({
      events: [
        { ...event, resource: cluster.ref, reason: 'InstanceReady' },
        { ...event, resource: usage.ref, reason: 'Unrelated' },
      ],
    });
    const details = await openDetails();
    await userEvent.click(details.getByRole('tab', { name: 'Events' }));
    const panel = within(details.getByRole('tabpanel', { name: 'Events' }));
    expect(
      await panel.findByRole('row', { name: /InstanceReady/ }),
    ).toBeInTheDocument();
    expect(panel.queryByRole('row', { name: /Unrelated/ })).toBeNull();
  });

  it('gives the focus back when it is closed', async () => {
    render({ manifests: [manifest] });
    await openDetails();
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(await opener()).toHaveFocus();
  });

  it('is accessible', async () => {
    const { container } = render({ manifests: [manifest] });
    await openDetails();
    expect(await axe(screen.getByRole('dialog'))).toHaveNoViolations();
    await userEvent.keyboard('{Escape}');
    expect(await axe(container)).toHaveNoViolations();
  });
});
