import { parseEntityRef } from '@backstage/catalog-model';
import { z } from 'zod';
import {
  clusterHealthListSchema,
  databaseServiceListSchema,
  databaseServiceSchema,
  entityDatabaseServicesSchema,
  type ClusterHealthList,
  type DatabaseService,
  type DatabaseServiceList,
  type ServiceRef,
} from './database-service';
import type { ResourceRef } from './assessment';
import {
  connectionDetailsListSchema,
  type ConnectionDetails,
} from './connection-details';
import {
  revealedCredentialSchema,
  type RevealCredential,
  type RevealedCredential,
} from './credentials';
import { transitionListSchema, type Transition } from './history';
import {
  placementOfferListSchema,
  planOfferListSchema,
  type PlacementOffer,
  type PlanOffer,
} from './offers';
import { DbaasRequestError } from './request-error';
import type { ListServicesQuery } from './service-query';
import {
  resourceEventListSchema,
  resourceManifestSchema,
  type EventTypes,
  type ResourceEventList,
  type ResourceManifest,
} from './resource-details';

/** @public */
export interface RequestOptions {
  signal?: AbortSignal;
  /** For callers that do not authenticate by their `fetch`. */
  token?: string;
}

/** The HTTP API of the dbaas backend. @public */
export interface DbaasApi {
  listServices(
    query?: ListServicesQuery,
    options?: RequestOptions,
  ): Promise<DatabaseServiceList>;
  /** Undefined when nothing is known of the database service. */
  getService(
    ref: ServiceRef,
    options?: RequestOptions,
  ): Promise<DatabaseService | undefined>;
  /** Newest first; undefined when nothing is known of the database service. */
  getHistory(
    ref: ServiceRef,
    options?: RequestOptions,
  ): Promise<Transition[] | undefined>;
  getServicesByEntity(
    entityRef: string,
    options?: RequestOptions,
  ): Promise<DatabaseService[]>;
  /** The ways to connect, with snippets; undefined when nothing is known of the database service. */
  getConnections(
    ref: ServiceRef,
    options?: RequestOptions,
  ): Promise<ConnectionDetails[] | undefined>;
  /** One object of the tree, without secrets; undefined when it is not known. */
  getManifest(
    ref: ServiceRef,
    resource: ResourceRef,
    options?: RequestOptions,
  ): Promise<ResourceManifest | undefined>;
  /** Newest first; undefined when nothing is known of the database service. */
  getEvents(
    ref: ServiceRef,
    types?: EventTypes,
    options?: RequestOptions,
  ): Promise<ResourceEventList | undefined>;
  /** Reads the values of a delivered Secret. Needs a permission of its own and is audited. */
  revealCredential(
    ref: ServiceRef,
    request: RevealCredential,
    options?: RequestOptions,
  ): Promise<RevealedCredential>;
  listClusters(options?: RequestOptions): Promise<ClusterHealthList['items']>;
  /** The plans that can be asked for, by platform cluster. */
  listPlans(options?: RequestOptions): Promise<PlanOffer[]>;
  /** Where servers can be asked for, by platform cluster. */
  listPlacements(options?: RequestOptions): Promise<PlacementOffer[]>;
}

/** What a {@link DbaasClient} needs: Backstage's discovery and fetch, or alike. @public */
export interface DbaasClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi?: { fetch: typeof fetch };
}

/** @public */
export class DbaasClient implements DbaasApi {
  constructor(private readonly options: DbaasClientOptions) {}

  async listServices(
    query: ListServicesQuery = {},
    options?: RequestOptions,
  ): Promise<DatabaseServiceList> {
    const search = searchOf(query).toString();
    return this.#read(
      search ? `/services?${search}` : '/services',
      databaseServiceListSchema,
      options,
    );
  }

  async getService(
    ref: ServiceRef,
    options?: RequestOptions,
  ): Promise<DatabaseService | undefined> {
    return this.#readIfFound(servicePath(ref), databaseServiceSchema, options);
  }

  async getHistory(
    ref: ServiceRef,
    options?: RequestOptions,
  ): Promise<Transition[] | undefined> {
    const history = await this.#readIfFound(
      `${servicePath(ref)}/history`,
      transitionListSchema,
      options,
    );
    return history?.items;
  }

  async getServicesByEntity(
    entityRef: string,
    options?: RequestOptions,
  ): Promise<DatabaseService[]> {
    const { namespace, kind, name } = parseEntityRef(entityRef, {
      defaultKind: 'component',
      defaultNamespace: 'default',
    });
    const { items } = await this.#read(
      pathOf('services', 'by-entity', namespace, kind.toLowerCase(), name),
      entityDatabaseServicesSchema,
      options,
    );
    return items;
  }

  async getConnections(
    ref: ServiceRef,
    options?: RequestOptions,
  ): Promise<ConnectionDetails[] | undefined> {
    const connections = await this.#readIfFound(
      `${servicePath(ref)}/connections`,
      connectionDetailsListSchema,
      options,
    );
    return connections?.items;
  }

  async getManifest(
    ref: ServiceRef,
    resource: ResourceRef,
    options?: RequestOptions,
  ): Promise<ResourceManifest | undefined> {
    return this.#readIfFound(
      `${servicePath(ref)}/manifest?${searchOf(resource)}`,
      resourceManifestSchema,
      options,
    );
  }

  async getEvents(
    ref: ServiceRef,
    types: EventTypes = 'warning',
    options?: RequestOptions,
  ): Promise<ResourceEventList | undefined> {
    return this.#readIfFound(
      `${servicePath(ref)}/events?${searchOf({ types })}`,
      resourceEventListSchema,
      options,
    );
  }

  async revealCredential(
    ref: ServiceRef,
    request: RevealCredential,
    options?: RequestOptions,
  ): Promise<RevealedCredential> {
    return this.#ask(
      `${servicePath(ref)}/credentials`,
      { method: 'POST', body: JSON.stringify(request) },
      revealedCredentialSchema,
      options,
    );
  }

  async listClusters(
    options?: RequestOptions,
  ): Promise<ClusterHealthList['items']> {
    const { items } = await this.#read(
      '/clusters',
      clusterHealthListSchema,
      options,
    );
    return items;
  }

  async listPlans(options?: RequestOptions): Promise<PlanOffer[]> {
    const { items } = await this.#read('/plans', planOfferListSchema, options);
    return items;
  }

  async listPlacements(options?: RequestOptions): Promise<PlacementOffer[]> {
    const { items } = await this.#read(
      '/placements',
      placementOfferListSchema,
      options,
    );
    return items;
  }

  async #readIfFound<T extends z.ZodType>(
    path: string,
    schema: T,
    options?: RequestOptions,
  ): Promise<z.output<T> | undefined> {
    try {
      return await this.#read(path, schema, options);
    } catch (error) {
      if (error instanceof DbaasRequestError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async #read<T extends z.ZodType>(
    path: string,
    schema: T,
    options?: RequestOptions,
  ): Promise<z.output<T>> {
    return this.#ask(path, {}, schema, options);
  }

  async #ask<T extends z.ZodType>(
    path: string,
    request: Pick<RequestInit, 'method' | 'body'>,
    schema: T,
    options: RequestOptions = {},
  ): Promise<z.output<T>> {
    const baseUrl = await this.options.discoveryApi.getBaseUrl('dbaas');
    const send = this.options.fetchApi?.fetch ?? fetch;
    const response = await send(`${baseUrl}${path}`, {
      ...request,
      headers: {
        ...(request.body !== undefined && {
          'Content-Type': 'application/json',
        }),
        ...(options.token && { Authorization: `Bearer ${options.token}` }),
      },
      signal: options.signal,
    });
    if (!response.ok) throw await DbaasRequestError.fromResponse(response);
    const answer = schema.safeParse(await response.json());
    if (!answer.success) {
      throw new Error(
        `The dbaas backend answered ${path} in a form that this version does not know: ${z.prettifyError(
          answer.error,
        )}`,
      );
    }
    return answer.data;
  }
}

function servicePath({ cluster, namespace, name }: ServiceRef): string {
  return pathOf('services', cluster, namespace, name);
}

function pathOf(...segments: string[]): string {
  return segments.map(segment => `/${encodeURIComponent(segment)}`).join('');
}

function searchOf(query: object): URLSearchParams {
  return new URLSearchParams(
    Object.entries(query).flatMap(([field, value]) =>
      value === undefined
        ? []
        : [value].flat().map(one => [field, String(one)]),
    ),
  );
}
