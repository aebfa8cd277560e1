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
  Transition,
} from '@backstage-dbaas/plugin-dbaas-common';
import type {
  DatabaseServiceResource,
  EntityLinkStrategy,
} from '@backstage-dbaas/plugin-dbaas-node';
import { NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { History } from '../history/history';
import type { Caller, ServiceAccess } from '../permissions/service-access';
import type { Fleet } from '../watch/fleet';
import { sleep } from '../watch/sleep';
import type { DatabaseServices } from './database-services';
import { serviceKey } from './service-key';
import type { ServiceQuery } from './service-query';

/** How long a question waits for the first lists after a start. */
const STARTUP_PATIENCE_MS = 5_000;

/**
 * Answers questions about database services within what the caller may see. The
 * HTTP API and the actions both ask here, so that neither can forget to check.
 */
export class ServiceReader {
  #ready = false;

  constructor(
    private readonly options: {
      services: DatabaseServices;
      fleet: Fleet;
      history: History;
      access: ServiceAccess;
      catalog: CatalogService;
      links: EntityLinkStrategy;
      /** Whether everything was read once, or has turned out to be unreadable. */
      settled: () => boolean;
    },
  ) {}

  /** Whether answers are complete: everything was read once and taken in. */
  ready(): boolean {
    const { settled, services } = this.options;
    this.#ready ||= settled() && services.caughtUp();
    return this.#ready;
  }

  async list(
    caller: Caller,
    query: ServiceQuery,
  ): Promise<DatabaseServiceList> {
    const visibility = await this.options.access.visibilityFor(caller);
    await this.#started();
    return this.options.services.list(query, visibility.allows);
  }

  /** Undefined when nothing is known of the database service. */
  async get(
    caller: Caller,
    ref: ServiceRef,
  ): Promise<DatabaseService | undefined> {
    return (await this.#allowed(caller, ref))
      ? this.options.services.get(ref)
      : undefined;
  }

  /** Undefined when nothing is known of the database service. */
  async history(
    caller: Caller,
    ref: ServiceRef,
  ): Promise<Transition[] | undefined> {
    return (await this.#allowed(caller, ref))
      ? this.options.history.of(ref)
      : undefined;
  }

  /** The database services of an entity, which the caller must be able to see. */
  async byEntity(
    caller: Caller,
    ref: CompoundEntityRef,
  ): Promise<DatabaseService[]> {
    const visibility = await this.options.access.visibilityFor(caller);
    const entity = await this.options.catalog.getEntityByRef(ref, {
      credentials: caller.credentials,
    });
    if (!entity) {
      throw new NotFoundError(
        `There is no entity ${stringifyEntityRef(ref)} in the catalog.`,
      );
    }
    await this.#started();
    const entityRef = stringifyEntityRef(entity).toLowerCase();
    const linked = this.#linkedTo(entity, entityRef);
    await this.options.access.requireSome(caller, linked, visibility);
    return linked
      .filter(visibility.allows)
      .flatMap(
        ({ ref: one }) => this.options.services.get(one, entityRef) ?? [],
      );
  }

  /** The clusters; a caller with conditions sees those with something to see in them. */
  async clusters(caller: Caller): Promise<ClusterHealthList['items']> {
    const { access, services, fleet } = this.options;
    const visibility = await access.visibilityFor(caller);
    const health = fleet.health();
    if (visibility.everything) return health;
    const visible = new Set(
      services
        .all()
        .filter(({ resource }) => visibility.allows(resource))
        .map(({ summary }) => summary.ref.cluster),
    );
    return health.filter(({ name }) => visible.has(name));
  }

  async #allowed(caller: Caller, ref: ServiceRef): Promise<boolean> {
    const visibility = await this.options.access.visibilityFor(caller);
    await this.#started();
    const known = this.options.services.known(ref);
    if (!known) return false;
    await this.options.access.requireSome(caller, [known.resource], visibility);
    return true;
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

  async #started(): Promise<void> {
    const deadline = AbortSignal.timeout(STARTUP_PATIENCE_MS);
    while (!this.ready() && !deadline.aborted) await sleep(50, deadline);
  }
}
