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
  type DatabaseService,
  type DatabaseServiceList,
  type ListServicesQuery,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';

/** On whose behalf; the permissions of these credentials decide what is seen. @public */
export interface DbaasServiceOptions {
  credentials: BackstageCredentials;
}

/**
 * Reads database services from any backend plugin, whether or not it runs in
 * the same process as the dbaas plugin.
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
