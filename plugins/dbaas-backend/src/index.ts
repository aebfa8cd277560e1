/**
 * Aggregates the live status of database services from the clusters.
 *
 * @packageDocumentation
 */
export { dbaasPlugin as default } from './plugin';
