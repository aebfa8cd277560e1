/**
 * Card, tab, page and form fields for database services, for the new frontend
 * system. The old one finds its extensions at `./legacy`.
 *
 * @packageDocumentation
 */
export { dbaasPlugin as default } from './plugin';
export { dbaasApiRef } from './api/dbaas-api';
export { isDatabaseAvailable } from './entity/entity-filter';
export {
  entityContentRouteRef,
  rootRouteRef,
  templateRouteRef,
  viewDatabaseRouteRef,
} from './routes';
export { dbaasTranslationRef } from './translation';
