/**
 * The plugin for the old frontend system.
 *
 * @packageDocumentation
 */
import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { DbaasClient } from '@backstage-dbaas/plugin-dbaas-common';
import { createScaffolderFieldExtension } from '@backstage/plugin-scaffolder-react';
import { dbaasApiRef } from './api/dbaas-api';
import {
  databaseNameField,
  databasePlanField,
  databaseReviewField,
  databaseSchemaSqlField,
} from './form-fields/fields';
import {
  entityContentRouteRef,
  rootRouteRef,
  templateRouteRef,
  viewDatabaseRouteRef,
} from './routes';

export { dbaasApiRef } from './api/dbaas-api';
export { isDatabaseAvailable } from './entity/entity-filter';

/** @public */
export const dbaasPlugin = createPlugin({
  id: 'dbaas',
  apis: [
    createApiFactory({
      api: dbaasApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: apis => new DbaasClient(apis),
    }),
  ],
  routes: { root: rootRouteRef, entityContent: entityContentRouteRef },
  externalRoutes: {
    template: templateRouteRef,
    viewDatabase: viewDatabaseRouteRef,
  },
});

/** The page of all database services. @public */
export const DbaasPage = dbaasPlugin.provide(
  createRoutableExtension({
    name: 'DbaasPage',
    component: () => import('./fleet/FleetPage').then(m => m.FleetPage),
    mountPoint: rootRouteRef,
  }),
);

/** The card for the overview of an entity. @public */
export const EntityDatabaseCard = dbaasPlugin.provide(
  createComponentExtension({
    name: 'EntityDatabaseCard',
    component: {
      lazy: () => import('./card/DatabaseCard').then(m => m.DatabaseCard),
    },
  }),
);

/** The tab of an entity. @public */
export const EntityDatabaseContent = dbaasPlugin.provide(
  createRoutableExtension({
    name: 'EntityDatabaseContent',
    component: () =>
      import('./tab/DatabaseContent').then(m => m.DatabaseContent),
    mountPoint: entityContentRouteRef,
  }),
);

/** @public */
export const DatabaseNameFieldExtension = dbaasPlugin.provide(
  createScaffolderFieldExtension({
    ...databaseNameField,
    schema: databaseNameField.schema.schema,
  }),
);

/** @public */
export const DatabasePlanFieldExtension = dbaasPlugin.provide(
  createScaffolderFieldExtension({
    ...databasePlanField,
    schema: databasePlanField.schema.schema,
  }),
);

/** @public */
export const DatabaseSchemaSqlFieldExtension = dbaasPlugin.provide(
  createScaffolderFieldExtension({
    ...databaseSchemaSqlField,
    schema: databaseSchemaSqlField.schema.schema,
  }),
);

/** @public */
export const DatabaseReviewFieldExtension = dbaasPlugin.provide(
  createScaffolderFieldExtension({
    ...databaseReviewField,
    schema: databaseReviewField.schema.schema,
  }),
);
