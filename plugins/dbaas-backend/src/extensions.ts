import type { ResourceReader } from '@backstage-dbaas/plugin-dbaas-common';
import type {
  ClusterSource,
  DbaasClustersExtensionPoint,
  DbaasEntityLinksExtensionPoint,
  DbaasReadersExtensionPoint,
  EntityLinkStrategy,
} from '@backstage-dbaas/plugin-dbaas-node';
import { ConflictError } from '@backstage/errors';

/** What modules have added to this plugin. */
export class Extensions
  implements
    DbaasClustersExtensionPoint,
    DbaasEntityLinksExtensionPoint,
    DbaasReadersExtensionPoint
{
  readonly clusterSources: ClusterSource[] = [];
  readonly readers: ResourceReader[] = [];
  #links?: EntityLinkStrategy;

  constructor(private readonly defaultLinks: EntityLinkStrategy) {}

  get links(): EntityLinkStrategy {
    return this.#links ?? this.defaultLinks;
  }

  addClusterSource(source: ClusterSource): void {
    this.clusterSources.push(source);
  }

  addReaders(...readers: ResourceReader[]): void {
    this.readers.push(...readers);
  }

  setEntityLinkStrategy(strategy: EntityLinkStrategy): void {
    if (this.#links) {
      throw new ConflictError(
        'Two modules replace the entity link strategy of the dbaas plugin. Install one of them only.',
      );
    }
    this.#links = strategy;
  }
}
