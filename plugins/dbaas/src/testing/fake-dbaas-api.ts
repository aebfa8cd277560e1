import type {
  DatabaseService,
  DatabaseServiceList,
  DbaasApi,
  ListServicesQuery,
  Transition,
} from '@backstage-dbaas/plugin-dbaas-common';
import { worstFirst } from '../presentation/severity';

/**
 * The API over services in memory. Failures are set by hand; every call is counted.
 */
export class FakeDbaasApi implements DbaasApi {
  services: DatabaseService[];
  history: Transition[] = [];
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
