import {
  stringifyEntityRef,
  type CompoundEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type {
  ClusterHealthList,
  DatabaseService,
  DatabaseServiceList,
  ServiceRef,
  TransitionList,
} from '@backstage-dbaas/plugin-dbaas-common';
import type {
  DatabaseServiceResource,
  EntityLinkStrategy,
} from '@backstage-dbaas/plugin-dbaas-node';
import { NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { History } from '../history/history';
import type { HistoryQuery } from '../history/history-query';
import type { Caller } from '../permissions/caller';
import type { ServiceAccess } from '../permissions/service-access';
import type { VisibleServices } from '../permissions/visible-services';
import type { Fleet } from '../watch/fleet';
import type { DatabaseServices } from './database-services';
import { serviceKey } from './service-key';
import type { ServiceQuery } from './service-query';

/** Answers questions about database services within what the caller may see. */
export class ServiceReader {
  constructor(
    private readonly options: {
      services: DatabaseServices;
      visible: VisibleServices;
      fleet: Fleet;
      history: History;
      access: ServiceAccess;
      catalog: CatalogService;
      links: EntityLinkStrategy;
    },
  ) {}

  async list(
    caller: Caller,
    query: ServiceQuery,
  ): Promise<DatabaseServiceList> {
    const { sees } = await this.options.visible.visibilityFor(caller);
    return this.options.services.list(query, sees);
  }

  /** Undefined when nothing is known of the database service, or may be by the caller. */
  async get(
    caller: Caller,
    ref: ServiceRef,
  ): Promise<DatabaseService | undefined> {
    const known = await this.options.visible.find(caller, ref);
    return known && this.options.services.get(ref);
  }

  /** Undefined when nothing is known of the database service, or may be by the caller. */
  async history(
    caller: Caller,
    ref: ServiceRef,
    query: HistoryQuery,
  ): Promise<TransitionList | undefined> {
    const known = await this.options.visible.find(caller, ref);
    return known && this.options.history.of(ref, query);
  }

  /** The database services of an entity, which the caller must be able to see. */
  async byEntity(
    caller: Caller,
    ref: CompoundEntityRef,
  ): Promise<DatabaseService[]> {
    const visibility = await this.options.visible.visibilityFor(caller);
    const entity = await this.options.catalog.getEntityByRef(ref, {
      credentials: caller.credentials,
    });
    if (!entity) {
      throw new NotFoundError(
        `There is no entity ${stringifyEntityRef(ref)} in the catalog.`,
      );
    }
    const entityRef = stringifyEntityRef(entity).toLowerCase();
    const linked = this.#linkedTo(entity, entityRef);
    await this.options.access.requireSome(caller, linked, visibility);
    return linked
      .filter(visibility.sees)
      .flatMap(
        ({ ref: one }) => this.options.services.get(one, entityRef) ?? [],
      );
  }

  /**
   * The clusters. A caller with conditions sees those with something to see in them,
   * and of those nothing that tells of other database services.
   */
  async clusters(caller: Caller): Promise<ClusterHealthList['items']> {
    const { visible, services, fleet } = this.options;
    const { everything, sees } = await visible.visibilityFor(caller);
    const health = fleet.health();
    if (everything) return health;
    const seen = new Set(
      services
        .all()
        .filter(({ resource }) => sees(resource))
        .map(({ summary }) => summary.ref.cluster),
    );
    return health
      .filter(({ name }) => seen.has(name))
      .map(({ name, state, lastContactAt, unreadable }) => ({
        name,
        state,
        lastContactAt,
        unreadable,
      }));
  }

  #linkedTo(entity: Entity, entityRef: string): DatabaseServiceResource[] {
    const { services, links } = this.options;
    const linked = new Map<string, DatabaseServiceResource>();
    for (const { resource } of services.ofEntity(entityRef)) {
      linked.set(serviceKey(resource.ref), resource);
    }
    for (const link of links.databasesOf(entity)) {
      for (const resource of services.resourcesOf(link, entity)) {
        linked.set(serviceKey(resource.ref), resource);
      }
    }
    return [...linked.values()];
  }
}
