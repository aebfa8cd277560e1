import type {
  ConnectionSnippetTemplate,
  ResourceReader,
} from '@backstage-dbaas/plugin-dbaas-common';
import type {
  ClusterSource,
  DbaasClustersExtensionPoint,
  DbaasConnectionSnippetsExtensionPoint,
  DbaasEntityLinksExtensionPoint,
  DbaasReadersExtensionPoint,
  EntityLinkStrategy,
} from '@backstage-dbaas/plugin-dbaas-node';
import { ConflictError } from '@backstage/errors';

/** What modules have added to this plugin. */
export class Extensions
  implements
    DbaasClustersExtensionPoint,
    DbaasConnectionSnippetsExtensionPoint,
    DbaasEntityLinksExtensionPoint,
    DbaasReadersExtensionPoint
{
  readonly clusterSources: ClusterSource[] = [];
  readonly readers: ResourceReader[] = [];
  readonly snippets: ConnectionSnippetTemplate[] = [];
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

  addSnippets(...templates: ConnectionSnippetTemplate[]): void {
    this.snippets.push(...templates);
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
