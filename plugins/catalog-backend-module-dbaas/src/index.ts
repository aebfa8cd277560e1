/**
 * Catalog entities for database services.
 *
 * @packageDocumentation
 */
export { catalogModuleDbaas as default } from './module';
