import {
  MANAGED_DATABASE,
  type DatabaseService,
  type Freshness,
  type KubernetesObject,
  type LookupResult,
  type PendingRequest,
  type Plan,
  type ReadResource,
  type ServiceRef,
  type UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { EntityLinkStrategy } from '@backstage-dbaas/plugin-dbaas-node';
import type { StateChanges } from '../history/state-changes';
import type { Inventory } from '../inventory/inventory';
import {
  nameKey,
  sidecarKey,
  type ObjectName,
} from '../inventory/object-names';
import type { PullRequests } from '../pull-requests/pull-requests';
import type { Fleet } from '../watch/fleet';
import {
  appliedRevision,
  ARGO_APPLICATION,
  requestsStillPending,
} from './applied-revision';
import { factsOf } from './claim-kinds';
import { databaseLabelOf, type Claims, type FoundClaim } from './claims';
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

/** Puts together what is known of one database service at this moment. */
export class ServiceDescriber {
  constructor(
    private readonly options: {
      inventory: Inventory;
      claims: Claims;
      fleet: Fleet;
      pullRequests: PullRequests;
      entities: EntityDirectory;
      links: EntityLinkStrategy;
      read: ReadResource;
      /** The plans on offer in a cluster. */
      plansOf: (cluster: string) => readonly Plan[];
      stateChanges: StateChanges;
      /** Told how long it took to describe a database service, in seconds. */
      onDescribed: (seconds: number) => void;
    },
  ) {}

  /**
   * The database service, or undefined when there is neither a claim nor a
   * request nor anything left of it. One that an entity is linked to is described
   * in any case.
   */
  describe(ref: ServiceRef, linkedBy?: string): DescribedService | undefined {
    const startedAt = performance.now();
    const described = this.#describe(ref, linkedBy);
    this.options.onDescribed((performance.now() - startedAt) / 1_000);
    return described;
  }

  #describe(ref: ServiceRef, linkedBy?: string): DescribedService | undefined {
    const found = this.options.claims.find(ref);
    const requests = this.options.pullRequests.of(ref);
    if (found) return this.#describeClaim(ref, found, requests, linkedBy);
    const remaining = this.options.claims.remainsOf(ref);
    const pending = requestsStillPending(
      { ...MANAGED_DATABASE, namespace: ref.namespace, name: ref.name },
      () => this.#applications(),
      requests,
    );
    const known = remaining > 0 || isPending(pending, Date.now());
    return known || linkedBy
      ? this.#describeAbsence(ref, remaining, pending, linkedBy)
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
      databaseLabelOf(ref),
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
      plans: this.options.plansOf(ref.cluster),
      stateChanges: this.options.stateChanges.of(ref),
      read: this.options.read,
      lookup: (cluster, key) => {
        names.add(nameKey({ cluster, ...key }));
        return this.#lookUp({ cluster, ...key });
      },
      sidecars: (cluster, query) => {
        names.add(sidecarKey(cluster, query));
        const pods = [...this.options.inventory.sidecars(cluster, query)];
        pods.forEach(({ key }) => names.add(key));
        // That there is none may mean that nobody may look.
        return pods.length > 0 ? pods.map(({ object }) => object) : undefined;
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
          ...appliedRevision(
            claim.object,
            () => this.#applications(),
            requests,
          ),
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
      {
        // What an Application says decides whether a request still counts.
        names: [...this.options.inventory.ofKind(ARGO_APPLICATION)].map(
          ({ key }) => key,
        ),
        clusters: [cluster],
        composed: [],
      },
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
