import type { Entity } from '@backstage/catalog-model';
import {
  PageBlueprint,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import {
  createExtensionTester,
  mockApis,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { EntityProvider, catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  catalogApiMock,
  createTestEntityPage,
} from '@backstage/plugin-catalog-react/testUtils';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { screen, waitFor } from '@testing-library/react';
import { DatabaseCard } from './card/DatabaseCard';
import plugin from './index';
import { backendOf } from './testing/backend';
import { databaseService } from './testing/database-service';
import { ordersApi, unlinkedApi } from './testing/entity';

function renderApp(options: { entity?: Entity; path?: string }) {
  const { entity = ordersApi, path = '/' } = options;
  return renderTestApp({
    features: [plugin],
    extensions: [createTestEntityPage({ entity })],
    apis: [
      [catalogApiRef, catalogApiMock()],
      mockApis.discovery({ baseUrl: 'http://backend' }),
      mockApis.fetch({ baseImplementation: backendOf(databaseService()) }),
    ],
    initialRouteEntries: [path],
  });
}

/** A page that is no page of the entity, with the card. */
const homeWith = (entity: Entity) =>
  createFrontendPlugin({
    pluginId: 'home',
    extensions: [
      PageBlueprint.make({
        params: {
          path: '/home',
          loader: async () => (
            <EntityProvider entity={entity}>
              <DatabaseCard />
            </EntityProvider>
          ),
        },
      }),
    ],
  });

describe('the plugin of the new frontend system', () => {
  it('shows the card and the tab of an entity with a database', async () => {
    renderApp({});
    expect(
      await screen.findByRole('region', { name: 'Database · orders-db' }),
    ).toHaveTextContent('Healthy');
    expect(
      await screen.findByRole('region', { name: 'Connect' }),
    ).toHaveTextContent('orders_app');
  });

  it('leads from the card to the tab without any configuration', async () => {
    renderApp({});
    expect(
      await screen.findByRole('button', { name: 'Details of orders-db' }),
    ).toHaveAttribute('href', expect.stringContaining('?database='));
  });

  it('has a card that leads to the tab from any page', async () => {
    renderTestApp({
      features: [plugin, catalogPlugin, homeWith(ordersApi)],
      apis: [
        [catalogApiRef, catalogApiMock({ entities: [ordersApi] })],
        mockApis.discovery({ baseUrl: 'http://backend' }),
        mockApis.fetch({ baseImplementation: backendOf(databaseService()) }),
      ],
      initialRouteEntries: ['/home'],
    });
    expect(
      await screen.findByRole('button', { name: 'Details of orders-db' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/orders-api/database?database=platform%2Fteam-orders%2Forders-db',
    );
  });

  it('stays away from entities without a database', async () => {
    const { container } = renderApp({ entity: unlinkedApi });
    await waitFor(() => expect(container).not.toBeEmptyDOMElement());
    expect(screen.queryByRole('region', { name: /Database/ })).toBeNull();
    expect(screen.queryByRole('region', { name: 'Connect' })).toBeNull();
  });

  it('has a page with all databases', async () => {
    renderApp({ path: '/dbaas' });
    expect(
      await screen.findByRole('row', { name: /orders-db/ }),
    ).toHaveTextContent('Healthy');
  });

  it.each([
    'scaffolder-form-field:dbaas/database-name',
    'scaffolder-form-field:dbaas/database-plan',
    'scaffolder-form-field:dbaas/database-placement',
    'scaffolder-form-field:dbaas/database-region',
    'scaffolder-form-field:dbaas/database-schema-sql',
    'scaffolder-form-field:dbaas/database-review',
  ] as const)('brings %s', async id => {
    const load = createExtensionTester(plugin.getExtension(id)).get(
      FormFieldBlueprint.dataRefs.formFieldLoader,
    );
    expect(await load()).toMatchObject({
      $$type: '@backstage/scaffolder/FormField',
    });
  });
});
