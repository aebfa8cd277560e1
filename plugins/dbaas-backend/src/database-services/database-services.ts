import {
  DATABASE_LABEL,
  groupOf,
  type DatabaseService,
  type DatabaseServiceList,
  type DatabaseServiceSummary,
  type KubernetesObject,
  type SchemaFacts,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import { toError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type {
  DatabaseLink,
  DatabaseServiceResource,
} from '@backstage-dbaas/plugin-dbaas-node';
import type { Inventory, InventoryChange } from '../inventory/inventory';
import { IndexBy } from '../inventory/index-by';
import {
  backedUpServerKeys,
  clusterOfName,
  regardedUid,
  sidecarKeys,
  type InventoryObject,
  type ObjectName,
} from '../inventory/inventory-object';
import type { Fleet } from '../watch/fleet';
import { claimKindOf, type ClaimKind } from './claim-kinds';
import { queryServices, type ServiceQuery } from './service-query';
import { databaseLabelOf, type Claims } from './claims';
import { ownersOf } from './entity-directory';
import type { QueriedService } from './queried-service';
import { ReviewQueue } from './review-queue';
import { reviewAfterMs } from './review-times';
import { facetNumbersOf } from './service-facets';
import { parseServiceKey, serviceKey } from './service-key';
import type { ServiceDescriber } from './service-describer';

/** What is kept of a database service between changes. */
export interface KnownService {
  summary: DatabaseServiceSummary;
  exists: boolean;
  revision: string;
  resource: DatabaseServiceResource;
  schemas: readonly SchemaFacts[];
}

/** A database service that came, changed or went. */
export interface ServiceChange {
  ref: ServiceRef;
  before?: KnownService;
  after?: KnownService;
}

interface Entry extends KnownService, QueriedService {
  resource: DatabaseServiceResource;
  /** Names of objects whose change concerns the service. */
  names: string[];
  /** Clusters that it has a part in. */
  clusters: string[];
  /** Clusters whose status concerns the service, found there or not. */
  askedClusters: string[];
}

/**
 * All database services, each put together from the inventory and the forge
 * when something in it changes. What everything else in this plugin uses.
 */
export class DatabaseServices {
  readonly #entries = new Map<string, Entry>();
  readonly #byName = new IndexBy<Entry>(({ names }) => names);
  readonly #byEntity = new IndexBy<Entry>(({ summary }) => summary.entityRefs);
  readonly #byLabel = new IndexBy<Entry>(({ summary }) => [
    databaseLabelOf(summary.ref),
  ]);
  readonly #byAskedCluster = new IndexBy<Entry>(
    ({ askedClusters }) => askedClusters,
  );
  /**
   * What to look at once a cluster has been read for the first time. Until then each
   * of its lists would change the verdict on all its database services again.
   */
  readonly #untilRead = new Map<string, Set<string>>();
  readonly #queue = new ReviewQueue(key => this.#refresh(key));
  readonly #listeners = new Set<(change: ServiceChange) => void>();
  #unsubscribe?: () => void;

  constructor(
    private readonly options: {
      inventory: Inventory;
      kinds: readonly ClaimKind[];
      claims: Claims;
      describer: ServiceDescriber;
      fleet: Fleet;
      /** Called with what a service consists of, whether or not it was found. */
      onComposed: (objects: readonly ObjectName[]) => void;
      logger: LoggerService;
    },
  ) {}

  start(): void {
    for (const cluster of this.options.fleet.names)
      this.#untilRead.set(cluster, new Set());
    this.#unsubscribe = this.options.inventory.onChange(changes =>
      changes.forEach(change => this.#noteChange(change)),
    );
    this.#queue.start();
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#queue.stop();
    this.#listeners.clear();
  }

  /** One page of the database services that may be seen and that match. */
  list(
    query: ServiceQuery,
    visible: (resource: DatabaseServiceResource) => boolean,
  ): DatabaseServiceList {
    const services = [...this.#entries.values()].filter(({ resource }) =>
      visible(resource),
    );
    const page = queryServices(services, query);
    return {
      ...page,
      items: page.items.map(summary => this.#refreshed(summary)),
    };
  }

  all(): KnownService[] {
    return [...this.#entries.values()];
  }

  known(ref: ServiceRef): KnownService | undefined {
    return this.#entries.get(serviceKey(ref));
  }

  /**
   * Everything about a database service as of now; undefined when nothing is known
   * of it, unless an entity is linked to it.
   */
  get(ref: ServiceRef, linkedBy?: string): DatabaseService | undefined {
    return this.options.describer.describe(ref, linkedBy)?.service;
  }

  /** What a link of an entity means, for permission rules; known or not. */
  resourcesOf(link: DatabaseLink, entity: Entity): DatabaseServiceResource[] {
    const entityRef = stringifyEntityRef(entity).toLowerCase();
    return this.options.claims.resolve(link).map(
      ref =>
        this.known(ref)?.resource ?? {
          ref,
          entityRefs: [entityRef],
          owners: ownersOf(entity),
        },
    );
  }

  /** Database services that are linked to an entity. */
  ofEntity(entityRef: string): KnownService[] {
    return [...this.#byEntity.get(entityRef.toLowerCase())];
  }

  /** Whether every change so far has been taken in. */
  caughtUp(): boolean {
    return (
      this.#queue.empty &&
      [...this.#untilRead.values()].every(keys => keys.size === 0) &&
      !this.options.inventory.hasPendingChanges()
    );
  }

  /** Tells changes until the returned function is called. */
  onChange(listener: (change: ServiceChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Has a database service looked at again soon. */
  invalidate(ref: ServiceRef): void {
    const key = serviceKey(ref);
    const untilRead = this.#untilRead.get(ref.cluster);
    if (untilRead) untilRead.add(key);
    else this.#queue.mark(key);
  }

  invalidateAll(): void {
    for (const key of this.#entries.keys()) this.#queue.markLater(key);
  }

  /** Has the database services that ask about a cluster looked at again, as its status may have changed. */
  invalidateCluster(cluster: string): void {
    const untilRead = this.#untilRead.get(cluster);
    if (untilRead && this.options.fleet.status(cluster)?.everSettled) {
      this.#untilRead.delete(cluster);
      untilRead.forEach(key => this.#queue.mark(key));
    }
    for (const { summary } of this.#byAskedCluster.get(cluster))
      this.#queue.markLater(serviceKey(summary.ref));
  }

  #noteChange({ before, after }: InventoryChange): void {
    for (const entry of [before, after]) {
      if (!entry) continue;
      const { cluster, object } = entry;
      const { namespace, name } = object.metadata;
      const group = groupOf(object);
      if (
        claimKindOf(this.options.kinds, { group, kind: object.kind }) &&
        namespace
      ) {
        this.invalidate({ cluster, namespace, name });
      }
      this.#markByName(entry);
      for (const key of [...sidecarKeys(entry), ...backedUpServerKeys(entry)])
        this.#markAll(this.#byName.get(key));
      for (const uid of relatedUids(object)) {
        const related = this.options.inventory.byUid(cluster, uid);
        if (related) this.#markByName(related);
      }
      const label = object.metadata.labels?.[DATABASE_LABEL];
      if (label !== undefined) this.#markAll(this.#byLabel.get(label));
      for (const ref of this.options.claims.concernedBy(entry)) {
        const known = this.#entries.has(serviceKey(ref));
        if (known || this.options.claims.exists(ref)) this.invalidate(ref);
      }
    }
  }

  #markByName(entry: InventoryObject): void {
    this.#markAll(this.#byName.get(entry.key));
  }

  #markAll(entries: Iterable<Entry>): void {
    for (const { summary } of entries) this.invalidate(summary.ref);
  }

  #refresh(key: string): void {
    const ref = parseServiceKey(key);
    if (!ref) return;
    const before = this.#entries.get(key);
    let after: Entry | undefined;
    try {
      after = this.#describe(ref);
    } catch (error) {
      // One service that cannot be described must not take the others along.
      this.options.logger.error(
        `Cannot put together the status of ${key}`,
        toError(error),
      );
      return;
    }
    if (before) this.#remove(key, before);
    if (after) this.#add(key, after);
    if (before?.revision === after?.revision) return;
    this.#listeners.forEach(listener => listener({ ref, before, after }));
  }

  /** A row says how old it is when it is asked for, not when it was made. */
  #refreshed(summary: DatabaseServiceSummary): DatabaseServiceSummary {
    const clusters = this.#entries.get(serviceKey(summary.ref))?.clusters ?? [];
    return {
      ...summary,
      freshness: this.options.describer.freshnessOf(clusters),
    };
  }

  #describe(ref: ServiceRef): Entry | undefined {
    const described = this.options.describer.describe(ref);
    if (!described) return undefined;
    const { service, names, owners, clusters, composed } = described;
    this.options.onComposed(composed);
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

  #add(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#queue.schedule(key, reviewAfterMs(entry.summary.assessment));
    this.#byName.add(entry);
    this.#byEntity.add(entry);
    this.#byLabel.add(entry);
    this.#byAskedCluster.add(entry);
  }

  #remove(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#queue.forget(key);
    this.#byName.delete(entry);
    this.#byEntity.delete(entry);
    this.#byLabel.delete(entry);
    this.#byAskedCluster.delete(entry);
  }
}

/** Objects that an object belongs to or tells about. */
function relatedUids(object: KubernetesObject): string[] {
  const regarded = regardedUid(object);
  return [
    ...(object.metadata.ownerReferences ?? []).map(({ uid }) => uid),
    ...(regarded === undefined ? [] : [regarded]),
  ];
}
