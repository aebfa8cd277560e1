import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  MockFetchApi,
  TestApiProvider,
  mockApis,
  renderInTestApp,
} from '@backstage/test-utils';
import {
  EntityProvider,
  catalogApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { DbaasClient } from '@backstage-dbaas/plugin-dbaas-common';
import { screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { Route, Routes } from 'react-router-dom';
import {
  DbaasPage,
  EntityDatabaseCard,
  EntityDatabaseContent,
  dbaasApiRef,
  dbaasPlugin,
  isDatabaseAvailable,
} from './legacy';
import { entityContentRouteRef, rootRouteRef } from './routes';
import { backendOf } from './testing/backend';
import { databaseService } from './testing/database-service';
import { ordersApi, unlinkedApi } from './testing/entity';

const discoveryApi = mockApis.discovery({ baseUrl: 'http://backend' });
const fetchApi = new MockFetchApi({
  baseImplementation: backendOf(databaseService()),
});

const renderInLegacyApp = (element: ReactElement) =>
  renderInTestApp(
    <TestApiProvider
      apis={[
        [dbaasApiRef, new DbaasClient({ discoveryApi, fetchApi })],
        [catalogApiRef, catalogApiMock()],
        [permissionApiRef, mockApis.permission()],
      ]}
    >
      <EntityProvider entity={ordersApi}>
        <Routes>
          <Route path="/" element={element} />
        </Routes>
      </EntityProvider>
    </TestApiProvider>,
    {
      mountedRoutes: {
        '/dbaas': rootRouteRef,
        '/database': entityContentRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );

describe('the plugin of the old frontend system', () => {
  it('brings the client of the backend', () => {
    const [factory] = [...dbaasPlugin.getApis()];
    expect(factory.api).toBe(dbaasApiRef);
    expect(Object.values(factory.deps)).toEqual([discoveryApiRef, fetchApiRef]);
  });

  it('shows the card', async () => {
    await renderInLegacyApp(<EntityDatabaseCard />);
    expect(
      await screen.findByRole('region', { name: 'Database · orders-db' }),
    ).toHaveTextContent('Healthy');
  });

  it('shows the tab', async () => {
    await renderInLegacyApp(<EntityDatabaseContent />);
    expect(
      await screen.findByRole('region', { name: 'Connect' }),
    ).toHaveTextContent('orders_app');
  });

  it('shows the page with all databases under a header', async () => {
    await renderInLegacyApp(<DbaasPage />);
    expect(
      await screen.findByRole('heading', { name: 'Databases', level: 1 }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('row', { name: /orders-db/ }),
    ).toBeInTheDocument();
  });

  it('tells entities with a database from others', () => {
    expect(isDatabaseAvailable(ordersApi)).toBe(true);
    expect(isDatabaseAvailable(unlinkedApi)).toBe(false);
  });
});
