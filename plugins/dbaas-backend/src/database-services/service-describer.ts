import {
  DATABASE_LABEL,
  MANAGED_DATABASE,
  type DatabaseService,
  type Freshness,
  type KubernetesObject,
  type ReadResource,
  type ServiceFacts,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import type {
  DatabaseLink,
  EntityLinkStrategy,
} from '@backstage-dbaas/plugin-dbaas-node';
import type { Inventory } from '../inventory/inventory';
import type {
  InventoryObject,
  ObjectName,
} from '../inventory/inventory-object';
import type { PullRequests } from '../pull-requests/pull-requests';
import type { Fleet } from '../watch/fleet';
import { appliedRevision, ARGO_APPLICATION } from './applied-revision';
import { factsOf, type ClaimKind } from './claim-kinds';
import { collectObjects, type CollectedObjects } from './collect-objects';
import type { EntityDirectory } from './entity-directory';
import { freshnessOf } from './freshness';
import { milestonesOf } from './milestones';
import { isPending } from './pending-service';
import { revisionOf } from './revision';
import { verdictOf } from './verdict';

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

const NO_FACTS: ServiceFacts = { databases: [], users: [] };
const NOTHING: CollectedObjects = {
  objects: [],
  clusters: [],
  composed: [],
  names: [],
};

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
   * request. One that an entity is linked to is described in any case.
   */
  describe(ref: ServiceRef, linkedBy?: string): DescribedService | undefined {
    const now = Date.now();
    const found = this.#findClaim(ref);
    const requests = this.options.pullRequests.of(ref);
    if (!found && !isPending(requests, now) && !linkedBy) return undefined;
    const collected = found ? this.#collect(found.claim) : NOTHING;
    const clusters = [...new Set([ref.cluster, ...collected.clusters])];
    const freshness = this.freshnessOf(clusters);
    const facts = found ? factsOf(found.claim.object, found.kind) : NO_FACTS;
    const entityRefs = this.#entityRefsOf(ref, found?.claim.object, linkedBy);
    const verdict = verdictOf(
      {
        ref,
        claim: found?.claim,
        facts,
        objects: collected.objects,
        requests,
        freshness,
        reachable:
          this.options.fleet.status(ref.cluster)?.outageSince === undefined,
        now: new Date(now),
      },
      this.options.read,
    );
    const service = {
      ref,
      entityRefs,
      exists: found !== undefined,
      facts,
      freshness,
      ...verdict,
      milestones: milestonesOf({
        requests,
        createdAt: found?.claim.object.metadata.creationTimestamp,
        ...(found &&
          appliedRevision(found.claim.object, this.#applications(), requests)),
        assessment: verdict.assessment,
      }),
      requests,
    };
    return {
      service: { ...service, revision: revisionOf(service) },
      owners: [
        ...new Set(
          entityRefs.flatMap(one => this.options.entities.ownersOf(one)),
        ),
      ],
      names: collected.names,
      clusters,
      composed: collected.composed,
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

  /** The database services whose label an object carries. */
  labelledServicesOf(object: KubernetesObject): ServiceRef[] {
    const label = object.metadata.labels?.[DATABASE_LABEL];
    const parts = /^([^.]+)\.(.+)$/.exec(label ?? '');
    return parts ? this.#clustersWith(parts[1], parts[2]) : [];
  }

  /** What a link means: the claims of that name, or where one is asked for or would be. */
  resolve(link: DatabaseLink): ServiceRef[] {
    const { cluster, namespace, name } = link;
    if (cluster !== undefined) return [{ cluster, namespace, name }];
    const claims = this.#clustersWith(namespace, name);
    if (claims.length > 0) return claims;
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

  #clustersWith(namespace: string, name: string): ServiceRef[] {
    return this.options.fleet.names
      .map(cluster => ({ cluster, namespace, name }))
      .filter(ref => this.#findClaim(ref) !== undefined);
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

  #collect(claim: InventoryObject): CollectedObjects {
    const { namespace, name } = claim.object.metadata;
    return collectObjects(
      this.options.inventory,
      claim,
      `${namespace}.${name}`,
    );
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
