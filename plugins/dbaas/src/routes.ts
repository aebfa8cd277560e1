import {
  createExternalRouteRef,
  createRouteRef,
} from '@backstage/core-plugin-api';

/** The page of all database services. @public */
export const rootRouteRef = createRouteRef({ id: 'dbaas' });

/** The tab on an entity page. @public */
export const entityContentRouteRef = createRouteRef({
  id: 'dbaas:entity-content',
});

/**
 * Where the card finds the tab. External, so that an app may leave the tab out.
 *
 * @public
 */
export const viewDatabaseRouteRef = createExternalRouteRef({
  id: 'dbaas:view-database',
  optional: true,
  defaultTarget: 'dbaas.entityContent',
});

/** The form of a scaffolder template. @public */
export const templateRouteRef = createExternalRouteRef({
  id: 'dbaas:template',
  optional: true,
  params: ['namespace', 'templateName'],
  defaultTarget: 'scaffolder.selectedTemplate',
});
