import type {
  AuthService,
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type {
  CatalogService,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { DatabaseServiceSummary } from '@backstage-dbaas/plugin-dbaas-common';
import type { DbaasService } from '@backstage-dbaas/plugin-dbaas-node';
import { databaseEntity, databaseEntityRef } from './database-entity';

const PAGE_SIZE = 500;
const NAME = 'dbaas';

export interface DatabaseEntityProviderOptions {
  auth: AuthService;
  catalog: CatalogService;
  dbaas: DbaasService;
  defaultOwner: string;
  logger: LoggerService;
  taskRunner: SchedulerServiceTaskRunner;
}

/**
 * Keeps a Resource entity for every database service. When the services cannot be
 * read, the entities stay as they were: an unreachable cluster deletes nothing.
 */
export class DatabaseEntityProvider implements EntityProvider {
  readonly #options: DatabaseEntityProviderOptions;

  constructor(options: DatabaseEntityProviderOptions) {
    this.#options = options;
  }

  getProviderName(): string {
    return NAME;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    await this.#options.taskRunner.run({
      id: `${NAME}:refresh`,
      fn: () => this.refresh(connection),
    });
  }

  /** Replaces all entities of this provider by those of the services there are now. */
  async refresh(connection: EntityProviderConnection): Promise<void> {
    const services = (await this.#readServices()).filter(
      ({ assessment }) => assessment.state !== 'notFound',
    );
    const stale = services.filter(({ freshness }) => freshness.stale).length;
    if (stale > 0)
      this.#options.logger.warn(
        `${stale} of ${services.length} database services are read from an old state`,
      );
    const linked = await this.#readLinked(services);
    await connection.applyMutation({
      type: 'full',
      entities: services.map(service => ({
        locationKey: NAME,
        entity: databaseEntity(
          service,
          service.entityRefs
            .filter(ref => ref !== databaseEntityRef(service.ref))
            .flatMap(ref => linked.get(ref) ?? []),
          this.#options.defaultOwner,
        ),
      })),
    });
  }

  async #readServices(): Promise<DatabaseServiceSummary[]> {
    const { auth, dbaas } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const services: DatabaseServiceSummary[] = [];
    let cursor: string | undefined;
    do {
      const page = await dbaas.list(
        { limit: PAGE_SIZE, cursor },
        { credentials },
      );
      services.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return services;
  }

  async #readLinked(
    services: readonly DatabaseServiceSummary[],
  ): Promise<Map<string, Entity>> {
    const { auth, catalog } = this.#options;
    const entityRefs = [
      ...new Set(services.flatMap(service => service.entityRefs)),
    ];
    const credentials = await auth.getOwnServiceCredentials();
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs },
      { credentials },
    );
    return new Map(
      entityRefs.flatMap((ref, index) =>
        items[index] ? [[ref, items[index]] as const] : [],
      ),
    );
  }
}
