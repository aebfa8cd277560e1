import {
  DATABASE_LABEL,
  MANAGED_DATABASE,
  type DatabaseService,
  type Freshness,
  type KubernetesObject,
  type LookupResult,
  type PendingRequest,
  type ReadResource,
  type ServiceRef,
  type UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';
import type {
  DatabaseLink,
  EntityLinkStrategy,
} from '@backstage-dbaas/plugin-dbaas-node';
import type { Inventory } from '../inventory/inventory';
import {
  nameKey,
  type InventoryObject,
  type ObjectName,
} from '../inventory/inventory-object';
import type { PullRequests } from '../pull-requests/pull-requests';
import type { Fleet } from '../watch/fleet';
import { appliedRevision, ARGO_APPLICATION } from './applied-revision';
import { factsOf, type ClaimKind } from './claim-kinds';
import { collectObjects } from './collect-objects';
import type { EntityDirectory } from './entity-directory';
import { freshnessOf } from './freshness';
import { milestonesOf } from './milestones';
import { isPending } from './pending-service';
import { revisionOf } from './revision';
import { verdictOnAbsence, verdictOnClaim } from './service-verdict';

/** A database service with what is needed to know when to look again. */
export interface DescribedService {
  service: DatabaseService;
  /** Owners of the linked entities. */
  owners: string[];
  /** Names of objects whose change concerns the service. */
  names: string[];
  clusters: string[];
  /** Objects that the service consists of. */
  composed: ObjectName[];
}

interface FoundClaim {
  claim: InventoryObject;
  kind: ClaimKind;
}

/** Puts together what is known of one database service at this moment. */
export class ServiceDescriber {
  constructor(
    private readonly options: {
      inventory: Inventory;
      kinds: readonly ClaimKind[];
      fleet: Fleet;
      pullRequests: PullRequests;
      entities: EntityDirectory;
      links: EntityLinkStrategy;
      read: ReadResource;
    },
  ) {}

  /**
   * The database service, or undefined when there is neither a claim nor a
   * request nor anything left of it. One that an entity is linked to is described
   * in any case.
   */
  describe(ref: ServiceRef, linkedBy?: string): DescribedService | undefined {
    const found = this.#findClaim(ref);
    const requests = this.options.pullRequests.of(ref);
    if (found) return this.#describeClaim(ref, found, requests, linkedBy);
    const remaining = this.#remainsOf(ref);
    const known = remaining > 0 || isPending(requests, Date.now());
    return known || linkedBy
      ? this.#describeAbsence(ref, remaining, requests, linkedBy)
      : undefined;
  }

  #describeClaim(
    ref: ServiceRef,
    { claim, kind }: FoundClaim,
    requests: PendingRequest[],
    linkedBy?: string,
  ): DescribedService {
    const collected = collectObjects(
      this.options.inventory,
      claim,
      labelOf(ref),
    );
    const freshness = this.freshnessOf(collected.clusters);
    const unreadable = [
      ...freshness.unreadable,
      ...this.#notInstalled(collected.composed),
    ];
    const facts = factsOf(claim.object, kind);
    const names = new Set(collected.names);
    const verdict = verdictOnClaim(claim, facts, collected.objects, {
      now: new Date(),
      unreadable,
      read: this.options.read,
      lookup: (cluster, key) => {
        names.add(nameKey({ cluster, ...key }));
        return this.#lookUp({ cluster, ...key });
      },
    });
    return this.#finish(
      {
        ref,
        entityRefs: this.#entityRefsOf(ref, claim.object, linkedBy),
        exists: true,
        facts,
        freshness: { ...freshness, unreadable },
        ...verdict,
        milestones: milestonesOf({
          requests,
          createdAt: claim.object.metadata.creationTimestamp,
          ...appliedRevision(claim.object, this.#applications(), requests),
          assessment: verdict.assessment,
        }),
        requests,
      },
      { ...collected, names: [...names] },
    );
  }

  #describeAbsence(
    ref: ServiceRef,
    remainingObjects: number,
    requests: PendingRequest[],
    linkedBy?: string,
  ): DescribedService {
    const { cluster } = ref;
    const verdict = verdictOnAbsence({
      cluster,
      requests,
      reachable: this.options.fleet.status(cluster)?.outageSince === undefined,
      remainingObjects,
      now: new Date(),
    });
    return this.#finish(
      {
        ref,
        entityRefs: this.#entityRefsOf(ref, undefined, linkedBy),
        exists: false,
        facts: { databases: [], users: [] },
        freshness: this.freshnessOf([cluster]),
        ...verdict,
        milestones: milestonesOf({ requests, assessment: verdict.assessment }),
        requests,
      },
      { names: [], clusters: [cluster], composed: [] },
    );
  }

  #finish(
    service: Omit<DatabaseService, 'revision'>,
    rest: Pick<DescribedService, 'names' | 'clusters' | 'composed'>,
  ): DescribedService {
    const owners = service.entityRefs.flatMap(one =>
      this.options.entities.ownersOf(one),
    );
    return {
      service: { ...service, revision: revisionOf(service) },
      owners: [...new Set(owners)],
      names: rest.names,
      clusters: rest.clusters,
      composed: rest.composed,
    };
  }

  freshnessOf(clusters: readonly string[]): Freshness {
    const { fleet, pullRequests } = this.options;
    return freshnessOf(
      clusters.flatMap(cluster => fleet.status(cluster) ?? []),
      pullRequests.unreadable(),
      Date.now(),
    );
  }

  /** Whether there is a claim or something left of one. */
  exists(ref: ServiceRef): boolean {
    return this.#findClaim(ref) !== undefined || this.#remainsOf(ref) > 0;
  }

  /** The database services, in any cluster, that the label of an object may mean. */
  labelledServicesOf(object: KubernetesObject): ServiceRef[] {
    const label = object.metadata.labels?.[DATABASE_LABEL];
    const parts = /^([^.]+)\.(.+)$/.exec(label ?? '');
    if (!parts) return [];
    const [, namespace, name] = parts;
    return this.options.fleet.names.map(cluster => ({
      cluster,
      namespace,
      name,
    }));
  }

  /** What a link means: the claims of that name, or where one is asked for or would be. */
  resolve(link: DatabaseLink): ServiceRef[] {
    const { cluster, namespace, name } = link;
    if (cluster !== undefined) return [{ cluster, namespace, name }];
    const existing = this.options.fleet.names
      .map(one => ({ cluster: one, namespace, name }))
      .filter(ref => this.exists(ref));
    if (existing.length > 0) return existing;
    const requested = this.options.pullRequests
      .all()
      .map(({ service }) => service)
      .filter(
        service => service.namespace === namespace && service.name === name,
      );
    if (requested.length > 0) return requested.slice(0, 1);
    const [home] = this.options.fleet.clustersServing(MANAGED_DATABASE);
    return home ? [{ cluster: home, namespace, name }] : [];
  }

  #findClaim({ cluster, namespace, name }: ServiceRef): FoundClaim | undefined {
    for (const kind of this.options.kinds) {
      const claim = this.options.inventory.get({
        cluster,
        group: kind.group,
        kind: kind.kind,
        namespace,
        name,
      });
      if (claim) return { claim, kind };
    }
    return undefined;
  }

  /**
   * How many objects are left of a claim that is gone: in its cluster some still
   * name it as their owner. Others may be left in application clusters.
   */
  #remainsOf(ref: ServiceRef): number {
    const { inventory, kinds } = this.options;
    const labelled = [...inventory.byDatabaseLabel(labelOf(ref))];
    const orphaned = labelled.some(
      ({ cluster, object }) =>
        cluster === ref.cluster &&
        object.metadata.ownerReferences?.some(
          ({ kind, name }) =>
            name === ref.name && kinds.some(one => one.kind === kind),
        ),
    );
    return orphaned ? labelled.length : 0;
  }

  #lookUp(name: ObjectName): LookupResult {
    const entry = this.options.inventory.get(name);
    if (entry) return { found: 'yes', object: entry.object };
    return {
      found: this.options.fleet.seesAll(name.cluster, name)
        ? 'no'
        : 'unreadable',
    };
  }

  #notInstalled(composed: readonly ObjectName[]): UnreadableSource[] {
    const sources = composed.flatMap(
      name => this.options.fleet.missingKind(name.cluster, name) ?? [],
    );
    return [...new Set(sources)];
  }

  #entityRefsOf(
    ref: ServiceRef,
    claim: KubernetesObject | undefined,
    linkedBy: string | undefined,
  ): string[] {
    const { links, entities, pullRequests } = this.options;
    const requested = pullRequests
      .entitiesOf(ref)
      // A request says whom it was for; once there is a claim, the claim does.
      .filter(() => claim === undefined);
    return [
      ...new Set([
        ...(claim ? links.entitiesOf(claim) : []),
        ...entities.entitiesOf(ref),
        ...requested,
        ...(linkedBy ? [linkedBy] : []),
      ]),
    ].sort();
  }

  #applications(): KubernetesObject[] {
    return [...this.options.inventory.ofKind(ARGO_APPLICATION)].map(
      ({ object }) => object,
    );
  }
}

/** The value of the database label. */
function labelOf({ namespace, name }: ServiceRef): string {
  return `${namespace}.${name}`;
}
