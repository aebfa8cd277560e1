import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { ResourceReader } from '@backstage-dbaas/plugin-dbaas-common';
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

/**
 * Adds readers for the kinds of another operator.
 *
 * @public
 */
export interface DbaasReadersExtensionPoint {
  /** They come before the built-in readers, in the order in which they were added. */
  addReaders(...readers: ResourceReader[]): void;
}

/** @public */
export const dbaasReadersExtensionPoint =
  createExtensionPoint<DbaasReadersExtensionPoint>({ id: 'dbaas.readers' });
