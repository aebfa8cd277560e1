/**
 * What other backend plugins may use of database services.
 *
 * @packageDocumentation
 */
export * from './cluster-source';
export * from './connection-snippets';
export * from './dbaas-service';
export * from './entity-link-strategy';
export * from './extension-points';
export * from './permission-rules';
export * from './service-events';
