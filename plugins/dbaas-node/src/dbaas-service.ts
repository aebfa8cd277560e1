import {
  coreServices,
  createServiceFactory,
  createServiceRef,
  type AuthService,
  type BackstageCredentials,
  type DiscoveryService,
} from '@backstage/backend-plugin-api';
import {
  DbaasClient,
  type ConnectionDetails,
  type DatabaseService,
  type DatabaseServiceList,
  type EventTypes,
  type ListServicesQuery,
  type PlacementOffer,
  type PlanOffer,
  type ResourceEventList,
  type ServiceRef,
  type Transition,
} from '@backstage-dbaas/plugin-dbaas-common';

/** On whose behalf; the permissions of these credentials decide what is seen. @public */
export interface DbaasServiceOptions {
  credentials: BackstageCredentials;
}

/**
 * Reads database services from any backend plugin, whether or not it runs in
 * the same process as the dbaas plugin. Credentials are shown to people only, so
 * there is no way to them here.
 *
 * @public
 */
export interface DbaasService {
  list(
    query: ListServicesQuery,
    options: DbaasServiceOptions,
  ): Promise<DatabaseServiceList>;
  /** The database service, or undefined when nothing is known of it. */
  get(
    ref: ServiceRef,
    options: DbaasServiceOptions,
  ): Promise<DatabaseService | undefined>;
  /** The database services of a catalog entity. */
  byEntity(
    entityRef: string,
    options: DbaasServiceOptions,
  ): Promise<DatabaseService[]>;
  /** State changes, newest first, or undefined when nothing is known of the database service. */
  history(
    ref: ServiceRef,
    options: DbaasServiceOptions,
  ): Promise<Transition[] | undefined>;
  /** The ways to connect, or undefined when nothing is known of the database service. */
  connections(
    ref: ServiceRef,
    options: DbaasServiceOptions,
  ): Promise<ConnectionDetails[] | undefined>;
  /**
   * What controllers said, newest first, or undefined when nothing is known of the
   * database service. Warnings cost the clusters nothing, all Events cost requests.
   */
  events(
    ref: ServiceRef,
    types: EventTypes,
    options: DbaasServiceOptions,
  ): Promise<ResourceEventList | undefined>;
  /** The plans that can be asked for, by platform cluster. */
  plans(options: DbaasServiceOptions): Promise<PlanOffer[]>;
  /** Where servers can be asked for, by platform cluster. */
  placements(options: DbaasServiceOptions): Promise<PlacementOffer[]>;
}

class HttpDbaasService implements DbaasService {
  readonly #auth: AuthService;
  readonly #client: DbaasClient;

  constructor(deps: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = deps.auth;
    this.#client = new DbaasClient({ discoveryApi: deps.discovery });
  }

  async list(query: ListServicesQuery, options: DbaasServiceOptions) {
    return this.#client.listServices(query, await this.#onBehalfOf(options));
  }

  async get(ref: ServiceRef, options: DbaasServiceOptions) {
    return this.#client.getService(ref, await this.#onBehalfOf(options));
  }

  async byEntity(entityRef: string, options: DbaasServiceOptions) {
    return this.#client.getServicesByEntity(
      entityRef,
      await this.#onBehalfOf(options),
    );
  }

  async history(ref: ServiceRef, options: DbaasServiceOptions) {
    return this.#client.getHistory(ref, await this.#onBehalfOf(options));
  }

  async connections(ref: ServiceRef, options: DbaasServiceOptions) {
    return this.#client.getConnections(ref, await this.#onBehalfOf(options));
  }

  async events(
    ref: ServiceRef,
    types: EventTypes,
    options: DbaasServiceOptions,
  ) {
    return this.#client.getEvents(ref, types, await this.#onBehalfOf(options));
  }

  async plans(options: DbaasServiceOptions) {
    return this.#client.listPlans(await this.#onBehalfOf(options));
  }

  async placements(options: DbaasServiceOptions) {
    return this.#client.listPlacements(await this.#onBehalfOf(options));
  }

  async #onBehalfOf({
    credentials,
  }: DbaasServiceOptions): Promise<{ token: string }> {
    return this.#auth.getPluginRequestToken({
      onBehalfOf: credentials,
      targetPluginId: 'dbaas',
    });
  }
}

/**
 * Service ref for {@link DbaasService}.
 *
 * @public
 */
export const dbaasServiceRef = createServiceRef<DbaasService>({
  id: 'dbaas',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { auth: coreServices.auth, discovery: coreServices.discovery },
      factory: deps => new HttpDbaasService(deps),
    }),
});
