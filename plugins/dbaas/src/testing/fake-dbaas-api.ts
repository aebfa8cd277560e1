import {
  BUILT_IN_SNIPPETS,
  DbaasRequestError,
  renderSnippets,
  type ConnectionDetails,
  type DatabaseService,
  type DatabaseServiceList,
  type DbaasApi,
  type ListServicesQuery,
  type ResourceEvent,
  type ResourceEventList,
  type ResourceManifest,
  type ResourceRef,
  type RevealCredential,
  type RevealedCredential,
  type ServiceRef,
  type Transition,
} from '@backstage-dbaas/plugin-dbaas-common';
import { worstFirst } from '../presentation/severity';

/**
 * The API over services in memory. Failures are set by hand; every call is counted.
 */
export class FakeDbaasApi implements DbaasApi {
  services: DatabaseService[];
  history: Transition[] = [];
  events: ResourceEvent[] = [];
  manifests: ResourceManifest[] = [];
  /** What a reveal answers; without it nobody may reveal anything. */
  credential?: RevealedCredential;
  readonly reveals: RevealCredential[] = [];
  failure?: Error;
  readonly queries: ListServicesQuery[] = [];
  calls = 0;

  constructor(...services: DatabaseService[]) {
    this.services = services;
  }

  async listServices(
    query: ListServicesQuery = {},
  ): Promise<DatabaseServiceList> {
    this.queries.push(query);
    this.#answer();
    const has = (wanted: string[] | undefined, value: string) =>
      wanted === undefined || wanted.includes(value);
    const matches = worstFirst(this.services).filter(
      ({ ref, assessment }) =>
        has(query.state, assessment.state) &&
        has(query.cluster, ref.cluster) &&
        has(query.namespace, ref.namespace) &&
        ref.name.includes(query.text ?? ''),
    );
    const items = matches.slice(0, query.limit ?? 50);
    return {
      items,
      totalItems: matches.length,
      ...(items.length < matches.length && { nextCursor: 'next' }),
      facets: {
        state: count(matches.map(({ assessment }) => assessment.state)),
        cluster: count(matches.map(({ ref }) => ref.cluster)),
        owner: { 'group:default/team-orders': matches.length },
      },
    };
  }

  async getService(): Promise<DatabaseService | undefined> {
    this.#answer();
    return this.services[0];
  }

  async getHistory(): Promise<Transition[]> {
    return this.history;
  }

  async getServicesByEntity(_entityRef: string): Promise<DatabaseService[]> {
    this.#answer();
    return this.services;
  }

  async getConnections({ name }: ServiceRef): Promise<ConnectionDetails[]> {
    this.#answer();
    const service = this.services.find(({ ref }) => ref.name === name);
    return (service?.connections ?? []).map(connection => ({
      ...connection,
      snippets: renderSnippets(BUILT_IN_SNIPPETS, connection),
    }));
  }

  async getManifest(
    _ref: ServiceRef,
    wanted: ResourceRef,
  ): Promise<ResourceManifest | undefined> {
    this.#answer();
    return this.manifests.find(
      ({ resource }) =>
        resource.kind === wanted.kind && resource.name === wanted.name,
    );
  }

  async getEvents(): Promise<ResourceEventList> {
    this.#answer();
    return { items: this.events, unreadable: [] };
  }

  async revealCredential(
    _ref: ServiceRef,
    request: RevealCredential,
  ): Promise<RevealedCredential> {
    this.reveals.push(request);
    if (!this.credential) {
      throw new DbaasRequestError(
        'You are not allowed to reveal credentials.',
        403,
        'NotAllowedError',
      );
    }
    return this.credential;
  }

  async listClusters(): Promise<[]> {
    return [];
  }

  #answer(): void {
    this.calls += 1;
    if (this.failure) throw this.failure;
  }
}

function count(values: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  values.forEach(value => {
    counts[value] = (counts[value] ?? 0) + 1;
  });
  return counts;
}
