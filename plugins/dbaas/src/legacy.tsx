/**
 * The plugin for the old frontend system.
 *
 * @packageDocumentation
 */
import type { JSX } from 'react';
import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { DbaasClient } from '@backstage-dbaas/plugin-dbaas-common';
import {
  createScaffolderFieldExtension,
  type FieldExtensionComponent,
} from '@backstage/plugin-scaffolder-react';
import { dbaasApiRef } from './api/dbaas-api';
import {
  databaseNameField,
  databasePlacementField,
  databasePlanField,
  databaseRegionField,
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
export const DbaasPage: () => JSX.Element = dbaasPlugin.provide(
  createRoutableExtension({
    name: 'DbaasPage',
    component: () => import('./fleet/FleetPage').then(m => m.FleetPage),
    mountPoint: rootRouteRef,
  }),
);

/** The card for the overview of an entity. @public */
export const EntityDatabaseCard: () => JSX.Element = dbaasPlugin.provide(
  createComponentExtension({
    name: 'EntityDatabaseCard',
    component: {
      lazy: () => import('./card/DatabaseCard').then(m => m.DatabaseCard),
    },
  }),
);

/** The tab of an entity. @public */
export const EntityDatabaseContent: () => JSX.Element = dbaasPlugin.provide(
  createRoutableExtension({
    name: 'EntityDatabaseContent',
    component: () =>
      import('./tab/DatabaseContent').then(m => m.DatabaseContent),
    mountPoint: entityContentRouteRef,
  }),
);

/** What the `ui:options` of {@link DatabaseNameFieldExtension} may say. @public */
export interface DatabaseNameOptions {
  /** Namespace to look in; by default the one of the form. */
  namespace?: string;
  /** Cluster to look in; by default all of them. */
  cluster?: string;
}

/** The field for the name of a new database service. @public */
export const DatabaseNameFieldExtension: FieldExtensionComponent<
  string,
  DatabaseNameOptions
> = dbaasPlugin.provide(
  createScaffolderFieldExtension({
    ...databaseNameField,
    schema: databaseNameField.schema.schema,
  }),
);

/** What the `ui:options` of the fields for what is on offer may say. @public */
export interface DatabaseOfferOptions {
  /** Platform cluster of the request; "platform", or the only one, by default. */
  cluster?: string;
}

/** The field for the place of the server. @public */
export const DatabasePlacementFieldExtension: FieldExtensionComponent<
  string,
  DatabaseOfferOptions
> = dbaasPlugin.provide(
  createScaffolderFieldExtension({
    ...databasePlacementField,
    schema: databasePlacementField.schema.schema,
  }),
);

/** The field for the region, where the place has some. @public */
export const DatabaseRegionFieldExtension: FieldExtensionComponent<
  string,
  DatabaseOfferOptions
> = dbaasPlugin.provide(
  createScaffolderFieldExtension({
    ...databaseRegionField,
    schema: databaseRegionField.schema.schema,
  }),
);

/** The field for the plan, out of the catalogue. @public */
export const DatabasePlanFieldExtension: FieldExtensionComponent<
  string,
  DatabaseOfferOptions
> = dbaasPlugin.provide(
  createScaffolderFieldExtension({
    ...databasePlanField,
    schema: databasePlanField.schema.schema,
  }),
);

/** The field for the tables, with hints while typing. @public */
export const DatabaseSchemaSqlFieldExtension: FieldExtensionComponent<
  string,
  {}
> = dbaasPlugin.provide(
  createScaffolderFieldExtension({
    ...databaseSchemaSqlField,
    schema: databaseSchemaSqlField.schema.schema,
  }),
);

/** Shows the file that the pull request will hold. @public */
export const DatabaseReviewFieldExtension: FieldExtensionComponent<string, {}> =
  dbaasPlugin.provide(
    createScaffolderFieldExtension({
      ...databaseReviewField,
      schema: databaseReviewField.schema.schema,
    }),
  );
