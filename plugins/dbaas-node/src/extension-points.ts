import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { ClusterSource } from './cluster-source';
import type { EntityLinkStrategy } from './entity-link-strategy';

/**
 * Adds clusters to those of the `kubernetes` configuration.
 *
 * @public
 */
export interface DbaasClustersExtensionPoint {
  addClusterSource(source: ClusterSource): void;
}

/** @public */
export const dbaasClustersExtensionPoint =
  createExtensionPoint<DbaasClustersExtensionPoint>({ id: 'dbaas.clusters' });

/**
 * Replaces how catalog entities and database services find each other.
 *
 * @public
 */
export interface DbaasEntityLinksExtensionPoint {
  /** May be called once. */
  setEntityLinkStrategy(strategy: EntityLinkStrategy): void;
}

/** @public */
export const dbaasEntityLinksExtensionPoint =
  createExtensionPoint<DbaasEntityLinksExtensionPoint>({
    id: 'dbaas.entity-links',
  });
