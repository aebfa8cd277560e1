import {
  coreServices,
  createServiceFactory,
  createServiceRef,
  type AuthService,
  type BackstageCredentials,
  type DiscoveryService,
} from '@backstage/backend-plugin-api';
import {
  databaseServiceListSchema,
  databaseServiceSchema,
  entityDatabaseServicesSchema,
  type DatabaseService,
  type DatabaseServiceList,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import { parseEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';

/**
 * What a list of database services is narrowed down to. Several values of one
 * field mean any of them.
 *
 * @public
 */
export interface DatabaseServiceQuery {
  state?: string[];
  /** A layer that is in trouble (`schema`), or in a given state (`schema:failed`). */
  layer?: string[];
  cluster?: string[];
  namespace?: string[];
  placement?: string[];
  /** Ref of a linked entity. */
  entity?: string[];
  /** Ref of an owner of a linked entity. */
  owner?: string[];
  /** Part of the name, the namespace, an entity ref or the headline. */
  text?: string;
  sort?: 'severity' | 'name' | '-name' | 'since' | '-since';
  /** 1 to 500. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

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
    query: DatabaseServiceQuery,
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

class HttpDbaasService implements DbaasService {
  constructor(
    private readonly deps: { auth: AuthService; discovery: DiscoveryService },
  ) {}

  async list(query: DatabaseServiceQuery, options: DbaasServiceOptions) {
    const response = await this.#get(`/services?${searchOf(query)}`, options);
    return databaseServiceListSchema.parse(await body(response));
  }

  async get(ref: ServiceRef, options: DbaasServiceOptions) {
    const path = pathOf(ref.cluster, ref.namespace, ref.name);
    const response = await this.#get(`/services/${path}`, options);
    if (response.status === 404) return undefined;
    return databaseServiceSchema.parse(await body(response));
  }

  async byEntity(entityRef: string, options: DbaasServiceOptions) {
    const { namespace, kind, name } = parseEntityRef(entityRef);
    const path = pathOf(namespace, kind, name);
    const response = await this.#get(`/services/by-entity/${path}`, options);
    return entityDatabaseServicesSchema.parse(await body(response)).items;
  }

  async #get(path: string, options: DbaasServiceOptions): Promise<Response> {
    const [baseUrl, { token }] = await Promise.all([
      this.deps.discovery.getBaseUrl('dbaas'),
      this.deps.auth.getPluginRequestToken({
        onBehalfOf: options.credentials,
        targetPluginId: 'dbaas',
      }),
    ]);
    return fetch(`${baseUrl}${path}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
  }
}

async function body(response: Response): Promise<unknown> {
  if (!response.ok) throw await ResponseError.fromResponse(response);
  return response.json();
}

function pathOf(...segments: string[]): string {
  return segments.map(encodeURIComponent).join('/');
}

function searchOf(query: DatabaseServiceQuery): URLSearchParams {
  return new URLSearchParams(
    Object.entries(query).flatMap(([field, value]) =>
      value === undefined
        ? []
        : [value].flat().map(one => [field, String(one)]),
    ),
  );
}
