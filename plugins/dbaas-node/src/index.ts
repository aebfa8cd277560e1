/**
 * What other backend plugins may use of database services.
 *
 * @packageDocumentation
 */
export * from './cluster-source';
