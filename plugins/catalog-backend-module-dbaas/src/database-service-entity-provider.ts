import {
  MANAGED_DATABASE,
  type ClusterHealthList,
  type DatabaseServiceSummary,
  type DbaasApi,
} from '@backstage-dbaas/plugin-dbaas-common';
import type {
  AuthService,
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type {
  CatalogService,
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { EntityDefaults } from './provider-config';
import { isInCluster, resourceEntity } from './resource-entity';

const PROVIDER_NAME = 'dbaas';
const PAGE_SIZE = 500;

type Cluster = ClusterHealthList['items'][number];

export interface DatabaseServiceEntityProviderOptions {
  api: DbaasApi;
  auth: AuthService;
  catalog: CatalogService;
  logger: LoggerService;
  taskRunner: SchedulerServiceTaskRunner;
  defaults: EntityDefaults;
}

/**
 * Keeps one Resource entity in the catalog for every database service in a
 * cluster.
 */
export class DatabaseServiceEntityProvider implements EntityProvider {
  constructor(private readonly options: DatabaseServiceEntityProviderOptions) {}

  getProviderName(): string {
    return PROVIDER_NAME;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    await this.options.taskRunner.run({
      id: `${PROVIDER_NAME}:refresh`,
      fn: signal => this.#refresh(connection, signal),
    });
  }

  async #refresh(
    connection: EntityProviderConnection,
    signal: AbortSignal,
  ): Promise<void> {
    const { auth, api, logger } = this.options;
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'dbaas',
    });
    const clusters = await api.listClusters({ token, signal });
    const services = await this.#listServices({ token, signal });
    const entities = await this.#entitiesOf(services.filter(isInCluster));
    const unread = clusters.filter(cluster => !isFullyRead(cluster));
    if (unread.length === 0) {
      await connection.applyMutation({ type: 'full', entities });
      return;
    }
    logger.warn(
      `Database services are not removed from the catalog for now, because these clusters cannot be read: ${unread
        .map(cluster => cluster.name)
        .join(', ')}.`,
    );
    await connection.applyMutation({
      type: 'delta',
      added: entities,
      removed: [],
    });
  }

  async #listServices(options: {
    token: string;
    signal: AbortSignal;
  }): Promise<DatabaseServiceSummary[]> {
    const services: DatabaseServiceSummary[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.options.api.listServices(
        { sort: 'name', limit: PAGE_SIZE, ...(cursor && { cursor }) },
        options,
      );
      services.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return services;
  }

  async #entitiesOf(
    services: readonly DatabaseServiceSummary[],
  ): Promise<DeferredEntity[]> {
    const linked = await this.#linkedEntities(services);
    return services.map(service => ({
      locationKey: PROVIDER_NAME,
      entity: resourceEntity(
        service,
        service.entityRefs.flatMap(ref => linked.get(ref) ?? []),
        this.options.defaults,
      ),
    }));
  }

  async #linkedEntities(
    services: readonly DatabaseServiceSummary[],
  ): Promise<Map<string, Entity>> {
    const { auth, catalog } = this.options;
    const refs = [...new Set(services.flatMap(({ entityRefs }) => entityRefs))];
    if (refs.length === 0) return new Map();
    const { items } = await catalog.getEntitiesByRefs(
      {
        entityRefs: refs,
        fields: ['kind', 'metadata.namespace', 'metadata.name', 'spec'],
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return new Map(
      refs.flatMap((ref, index) => {
        const entity = items[index];
        return entity ? [[ref, entity]] : [];
      }),
    );
  }
}

/** Whether a database service that is not listed is surely not in the cluster. */
function isFullyRead({ state, unreadable }: Cluster): boolean {
  const claims = `${MANAGED_DATABASE.plural}.${MANAGED_DATABASE.group}`;
  return (
    (state === 'connected' || state === 'stale') &&
    !unreadable.some(
      ({ resource, problem }) =>
        resource === claims && problem !== 'notInstalled',
    )
  );
}
