import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { DbaasClient } from '@backstage-dbaas/plugin-dbaas-common';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import {
  FormFieldBlueprint,
  createFormField,
} from '@backstage/plugin-scaffolder-react/alpha';
import { RiDatabase2Line } from '@remixicon/react';
import { dbaasApiRef } from './api/dbaas-api';
import { databaseEntityFilter } from './entity/entity-filter';
import {
  entityContentRouteRef,
  rootRouteRef,
  templateRouteRef,
  viewDatabaseRouteRef,
} from './routes';

const dbaasApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: dbaasApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: apis => new DbaasClient(apis),
    }),
});

const fleetPage = PageBlueprint.make({
  params: {
    path: '/dbaas',
    title: 'Databases',
    icon: <RiDatabase2Line />,
    routeRef: rootRouteRef,
    loader: () =>
      import('./fleet/FleetContent').then(module => <module.FleetContent />),
  },
});

const databaseCard = EntityCardBlueprint.make({
  name: 'database',
  params: {
    type: 'info',
    filter: databaseEntityFilter,
    loader: () =>
      import('./card/DatabaseCard').then(module => <module.DatabaseCard />),
  },
});

const databaseContent = EntityContentBlueprint.make({
  name: 'database',
  params: {
    path: '/database',
    title: 'Database',
    group: 'operation',
    icon: <RiDatabase2Line />,
    routeRef: entityContentRouteRef,
    filter: databaseEntityFilter,
    loader: () =>
      import('./tab/DatabaseContent').then(module => (
        <module.DatabaseContent />
      )),
  },
});

const databaseName = FormFieldBlueprint.make({
  name: 'database-name',
  params: {
    field: () =>
      import('./form-fields/fields').then(fields =>
        createFormField(fields.databaseNameField),
      ),
  },
});

const databasePlan = FormFieldBlueprint.make({
  name: 'database-plan',
  params: {
    field: () =>
      import('./form-fields/fields').then(fields =>
        createFormField(fields.databasePlanField),
      ),
  },
});

const databasePlacement = FormFieldBlueprint.make({
  name: 'database-placement',
  params: {
    field: () =>
      import('./form-fields/fields').then(fields =>
        createFormField(fields.databasePlacementField),
      ),
  },
});

const databaseRegion = FormFieldBlueprint.make({
  name: 'database-region',
  params: {
    field: () =>
      import('./form-fields/fields').then(fields =>
        createFormField(fields.databaseRegionField),
      ),
  },
});

const databaseSchemaSql = FormFieldBlueprint.make({
  name: 'database-schema-sql',
  params: {
    field: () =>
      import('./form-fields/fields').then(fields =>
        createFormField(fields.databaseSchemaSqlField),
      ),
  },
});

const databaseReview = FormFieldBlueprint.make({
  name: 'database-review',
  params: {
    field: () =>
      import('./form-fields/fields').then(fields =>
        createFormField(fields.databaseReviewField),
      ),
  },
});

/**
 * The plugin for the new frontend system.
 *
 * @public
 */
export const dbaasPlugin = createFrontendPlugin({
  pluginId: 'dbaas',
  title: 'Databases',
  icon: <RiDatabase2Line />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef, entityContent: entityContentRouteRef },
  externalRoutes: {
    template: templateRouteRef,
    viewDatabase: viewDatabaseRouteRef,
  },
  extensions: [
    dbaasApi,
    fleetPage,
    databaseCard,
    databaseContent,
    databaseName,
    databasePlan,
    databasePlacement,
    databaseRegion,
    databaseSchemaSql,
    databaseReview,
  ],
});
