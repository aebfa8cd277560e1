import {
  BUILT_IN_SNIPPETS,
  DEFAULT_PLANS,
  DbaasRequestError,
  renderSnippets,
  type ClusterHealthList,
  type ConnectionDetails,
  type DatabaseService,
  type DatabaseServiceList,
  type DbaasApi,
  type EventTypes,
  type ListServicesQuery,
  type PlacementOffer,
  type PlanOffer,
  type ResourceEvent,
  type ResourceEventList,
  type ResourceManifest,
  type ResourceRef,
  type RevealCredential,
  type RevealedCredential,
  type ServiceRef,
  type Transition,
  type UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';
import { isSameResource } from '../presentation/resource-tree';
import { listServices } from './fake-fleet';

/**
 * The API over services in memory. Failures are set by hand; every call is counted.
 */
export class FakeDbaasApi implements DbaasApi {
  services: DatabaseService[];
  history: Transition[] = [];
  events: ResourceEvent[] = [];
  unreadableEvents: UnreadableSource[] = [];
  manifests: ResourceManifest[] = [];
  clusters: ClusterHealthList['items'] = [];
  plans: PlanOffer[] = [
    { cluster: 'platform', source: 'usual', plans: [...DEFAULT_PLANS] },
  ];
  placements: PlacementOffer[] = [
    {
      cluster: 'platform',
      source: 'cluster',
      placements: [
        { name: 'cnpg', regions: [] },
        { name: 'external', regions: [] },
      ],
    },
  ];
  /** What a reveal answers; without it nobody may reveal anything. */
  credential?: RevealedCredential;
  readonly reveals: RevealCredential[] = [];
  /** Of every method. */
  failure?: Error;
  /** Of one method. */
  failures: Partial<Record<keyof DbaasApi, Error>> = {};
  readonly queries: ListServicesQuery[] = [];
  calls = 0;

  constructor(...services: DatabaseService[]) {
    this.services = services;
  }

  async listServices(
    query: ListServicesQuery = {},
  ): Promise<DatabaseServiceList> {
    this.queries.push(query);
    this.#answer('listServices');
    return listServices(this.services, query);
  }

  async getService(): Promise<DatabaseService | undefined> {
    this.#answer('getService');
    return this.services[0];
  }

  async getHistory(): Promise<Transition[]> {
    return this.history;
  }

  async getServicesByEntity(_entityRef: string): Promise<DatabaseService[]> {
    this.#answer('getServicesByEntity');
    return this.services;
  }

  async getConnections({ name }: ServiceRef): Promise<ConnectionDetails[]> {
    this.#answer('getConnections');
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
    this.#answer('getManifest');
    return this.manifests.find(({ resource }) =>
      isSameResource(resource, wanted),
    );
  }

  async getEvents(
    _ref: ServiceRef,
    types: EventTypes = 'warning',
  ): Promise<ResourceEventList> {
    this.#answer('getEvents');
    return {
      items: this.events.filter(
        ({ type }) => types === 'all' || type === 'Warning',
      ),
      unreadable: this.unreadableEvents,
    };
  }

  async revealCredential(
    _ref: ServiceRef,
    request: RevealCredential,
  ): Promise<RevealedCredential> {
    this.reveals.push(request);
    this.#answer('revealCredential');
    if (!this.credential) {
      throw new DbaasRequestError(
        'You are not allowed to reveal credentials.',
        403,
        'NotAllowedError',
      );
    }
    return this.credential;
  }

  async listClusters(): Promise<ClusterHealthList['items']> {
    this.#answer('listClusters');
    return this.clusters;
  }

  async listPlans(): Promise<PlanOffer[]> {
    this.#answer('listPlans');
    return this.plans;
  }

  async listPlacements(): Promise<PlacementOffer[]> {
    this.#answer('listPlacements');
    return this.placements;
  }

  #answer(method: keyof DbaasApi): void {
    this.calls += 1;
    const failure = this.failure ?? this.failures[method];
    if (failure) throw failure;
  }
}
