import type {
  ClusterSource,
  DbaasClustersExtensionPoint,
  DbaasEntityLinksExtensionPoint,
  EntityLinkStrategy,
} from '@backstage-dbaas/plugin-dbaas-node';
import { ConflictError } from '@backstage/errors';

/** What modules have added to this plugin. */
export class Extensions
  implements DbaasClustersExtensionPoint, DbaasEntityLinksExtensionPoint
{
  readonly clusterSources: ClusterSource[] = [];
  #links?: EntityLinkStrategy;

  constructor(private readonly defaultLinks: EntityLinkStrategy) {}

  get links(): EntityLinkStrategy {
    return this.#links ?? this.defaultLinks;
  }

  addClusterSource(source: ClusterSource): void {
    this.clusterSources.push(source);
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
