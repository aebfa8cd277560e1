import type {
  DatabaseServiceSummary,
  SchemaFacts,
  ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { DatabaseServiceResource } from '@backstage-dbaas/plugin-dbaas-node';
import { IndexBy } from '../inventory/index-by';
import { clusterOfName } from '../inventory/object-names';
import { databaseLabelOf } from './claims';
import type { QueriedService } from './queried-service';
import type { DescribedService } from './service-describer';
import { facetNumbersOf } from './service-facets';
import { serviceKey } from './service-key';

/** What is kept of a database service between changes. */
export interface KnownService {
  summary: DatabaseServiceSummary;
  exists: boolean;
  revision: string;
  resource: DatabaseServiceResource;
  schemas: readonly SchemaFacts[];
}

/** A database service with what it can be found by. */
export interface IndexedService extends KnownService, QueriedService {
  resource: DatabaseServiceResource;
  /** Names of objects whose change concerns the service. */
  names: string[];
  /** Clusters that it has a part in. */
  clusters: string[];
  /** Clusters whose status concerns the service, found there or not. */
  askedClusters: string[];
}

/** What is worth keeping of a description. */
export function indexedService(
  ref: ServiceRef,
  { service, names, owners, clusters }: DescribedService,
): IndexedService {
  const { entityRefs, facts, assessment, freshness, schemas } = service;
  const { exists, revision } = service;
  const known = {
    summary: { ref, entityRefs, facts, assessment, freshness },
    exists,
    revision,
    resource: { ref, entityRefs, owners },
    schemas,
  };
  return {
    ...known,
    facetNumbers: facetNumbersOf(known),
    names,
    clusters,
    askedClusters: [...new Set([ref.cluster, ...names.map(clusterOfName)])],
  };
}

/** The database services as they were last put together, and ways to find them. */
export class KnownServices {
  readonly #services = new Map<string, IndexedService>();
  readonly #byName = new IndexBy<IndexedService>(({ names }) => names);
  readonly #byEntity = new IndexBy<IndexedService>(
    ({ summary }) => summary.entityRefs,
  );
  readonly #byLabel = new IndexBy<IndexedService>(({ summary }) => [
    databaseLabelOf(summary.ref),
  ]);
  readonly #byAskedCluster = new IndexBy<IndexedService>(
    ({ askedClusters }) => askedClusters,
  );
  readonly #indexes = [
    this.#byName,
    this.#byEntity,
    this.#byLabel,
    this.#byAskedCluster,
  ];

  get(ref: ServiceRef): IndexedService | undefined {
    return this.#services.get(serviceKey(ref));
  }

  all(): Iterable<IndexedService> {
    return this.#services.values();
  }

  /** Puts a database service in the place of what was known of it; undefined takes it away. */
  set(ref: ServiceRef, service: IndexedService | undefined): void {
    const key = serviceKey(ref);
    const before = this.#services.get(key);
    if (before) {
      this.#services.delete(key);
      this.#indexes.forEach(index => index.delete(before));
    }
    if (service) {
      this.#services.set(key, service);
      this.#indexes.forEach(index => index.add(service));
    }
  }

  /** Those that a change of the object with this name concerns. */
  concernedByName(name: string): Iterable<IndexedService> {
    return this.#byName.get(name);
  }

  /** Those that objects with this value of the database label belong to. */
  byDatabaseLabel(value: string): Iterable<IndexedService> {
    return this.#byLabel.get(value);
  }

  byEntity(entityRef: string): Iterable<IndexedService> {
    return this.#byEntity.get(entityRef.toLowerCase());
  }

  /** Those that the status of a cluster concerns. */
  askingAbout(cluster: string): Iterable<IndexedService> {
    return this.#byAskedCluster.get(cluster);
  }
}
