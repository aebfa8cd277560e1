import {
  DATABASE_LABEL,
  groupOf,
  type DatabaseService,
  type DatabaseServiceList,
  type DatabaseServiceSummary,
  type KubernetesObject,
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
import type { InventoryObject } from '../inventory/inventory-object';
import {
  backedUpServerKeys,
  regardedUid,
  sidecarKeys,
  type ObjectName,
} from '../inventory/object-names';
import type { Fleet } from '../watch/fleet';
import { claimKindOf, type ClaimKind } from './claim-kinds';
import { queryServices, type ServiceQuery } from './service-query';
import type { Claims } from './claims';
import { ownersOf } from './entity-directory';
import {
  indexedService,
  KnownServices,
  type IndexedService,
  type KnownService,
} from './known-services';
import { ReviewQueue } from './review-queue';
import { reviewAfterMs } from './review-times';
import { parseServiceKey, serviceKey } from './service-key';
import type { ServiceDescriber } from './service-describer';

/** A database service that came, changed or went. */
export interface ServiceChange {
  ref: ServiceRef;
  before?: KnownService;
  after?: KnownService;
}

/**
 * All database services, each put together from the inventory and the forge
 * when something in it changes. What everything else in this plugin uses.
 */
export class DatabaseServices {
  readonly #known = new KnownServices();
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
    const services = [...this.#known.all()].filter(({ resource }) =>
      visible(resource),
    );
    const page = queryServices(services, query);
    return {
      ...page,
      items: page.items.map(summary => this.#refreshed(summary)),
    };
  }

  all(): KnownService[] {
    return [...this.#known.all()];
  }

  known(ref: ServiceRef): KnownService | undefined {
    return this.#known.get(ref);
  }

  /**
   * A database service as it was last put together; undefined when it is not known,
   * or about to be put together anew. Costs nothing, unlike {@link DatabaseServices.get}.
   */
  current(ref: ServiceRef): DatabaseServiceSummary | undefined {
    const known = this.known(ref);
    return known && !this.#queue.isMarked(serviceKey(ref))
      ? this.#refreshed(known.summary)
      : undefined;
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
    return [...this.#known.byEntity(entityRef)];
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
    for (const { summary } of this.#known.all())
      this.#queue.markLater(serviceKey(summary.ref));
  }

  /** Has the database services that ask about a cluster looked at again, as its status may have changed. */
  invalidateCluster(cluster: string): void {
    const untilRead = this.#untilRead.get(cluster);
    if (untilRead && this.options.fleet.status(cluster)?.everSettled) {
      this.#untilRead.delete(cluster);
      untilRead.forEach(key => this.#queue.mark(key));
    }
    for (const { summary } of this.#known.askingAbout(cluster))
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
        this.#markAll(this.#known.concernedByName(key));
      for (const uid of relatedUids(object)) {
        const related = this.options.inventory.byUid(cluster, uid);
        if (related) this.#markByName(related);
      }
      const label = object.metadata.labels?.[DATABASE_LABEL];
      if (label !== undefined)
        this.#markAll(this.#known.byDatabaseLabel(label));
      for (const ref of this.options.claims.concernedBy(entry)) {
        const known = this.#known.get(ref) !== undefined;
        if (known || this.options.claims.exists(ref)) this.invalidate(ref);
      }
    }
  }

  #markByName(entry: InventoryObject): void {
    this.#markAll(this.#known.concernedByName(entry.key));
  }

  #markAll(services: Iterable<KnownService>): void {
    for (const { summary } of services) this.invalidate(summary.ref);
  }

  #refresh(key: string): void {
    const ref = parseServiceKey(key);
    if (!ref) return;
    const before = this.#known.get(ref);
    let after: IndexedService | undefined;
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
    this.#known.set(ref, after);
    if (after)
      this.#queue.schedule(key, reviewAfterMs(after.summary.assessment));
    else this.#queue.forget(key);
    if (before?.revision === after?.revision) return;
    this.#listeners.forEach(listener => listener({ ref, before, after }));
  }

  /** A row says how old it is when it is asked for, not when it was made. */
  #refreshed(summary: DatabaseServiceSummary): DatabaseServiceSummary {
    const clusters = this.#known.get(summary.ref)?.clusters ?? [];
    return {
      ...summary,
      freshness: this.options.describer.freshnessOf(clusters),
    };
  }

  #describe(ref: ServiceRef): IndexedService | undefined {
    const described = this.options.describer.describe(ref);
    if (!described) return undefined;
    this.options.onComposed(described.composed);
    return indexedService(ref, described);
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
