import {
  DATABASE_LABEL,
  MANAGED_DATABASE,
  type KubernetesObject,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { DatabaseLink } from '@backstage-dbaas/plugin-dbaas-node';
import type { Inventory } from '../inventory/inventory';
import type { InventoryObject } from '../inventory/inventory-object';
import type { PullRequests } from '../pull-requests/pull-requests';
import type { Fleet } from '../watch/fleet';
import { trackedResources } from './applied-revision';
import { claimKindOf, type ClaimKind } from './claim-kinds';

/** A claim and what kind of claim it is. */
export interface FoundClaim {
  claim: InventoryObject;
  kind: ClaimKind;
}

/** Finds the claims of database services, and which claims objects and links mean. */
export class Claims {
  constructor(
    private readonly options: {
      inventory: Inventory;
      kinds: readonly ClaimKind[];
      fleet: Fleet;
      pullRequests: PullRequests;
    },
  ) {}

  find({ cluster, namespace, name }: ServiceRef): FoundClaim | undefined {
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
  remainsOf(ref: ServiceRef): number {
    const { inventory, kinds } = this.options;
    const labelled = [...inventory.byDatabaseLabel(databaseLabelOf(ref))];
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

  /** Whether there is a claim or something left of one. */
  exists(ref: ServiceRef): boolean {
    return this.find(ref) !== undefined || this.remainsOf(ref) > 0;
  }

  /**
   * Database services that an object may concern although nothing refers to it: what
   * is left of one by its label, and those whose claims it applies.
   */
  concernedBy({ cluster, object }: InventoryObject): ServiceRef[] {
    const labelled = refOfLabel(cluster, object);
    const applied = trackedResources(object)
      .filter(({ group = '', kind }) =>
        claimKindOf(this.options.kinds, { group, kind }),
      )
      .flatMap(({ namespace, name }) =>
        namespace ? this.#inEveryCluster(namespace, name) : [],
      );
    return [...(labelled ? [labelled] : []), ...applied];
  }

  /** What a link means: the claims of that name, or where one is asked for or would be. */
  resolve(link: DatabaseLink): ServiceRef[] {
    const { cluster, namespace, name } = link;
    if (cluster !== undefined) return [{ cluster, namespace, name }];
    const existing = this.#inEveryCluster(namespace, name).filter(ref =>
      this.exists(ref),
    );
    if (existing.length > 0) return existing;
    const requested = this.options.pullRequests
      .all()
      .map(({ service }) => service)
      .find(
        service => service.namespace === namespace && service.name === name,
      );
    if (requested) return [requested];
    const [home] = this.options.fleet.clustersServing(MANAGED_DATABASE);
    return home ? [{ cluster: home, namespace, name }] : [];
  }

  #inEveryCluster(namespace: string, name: string): ServiceRef[] {
    return this.options.fleet.names.map(cluster => ({
      cluster,
      namespace,
      name,
    }));
  }
}

/** The value of the database label on what belongs to a database service. */
export function databaseLabelOf({ namespace, name }: ServiceRef): string {
  return `${namespace}.${name}`;
}

/** The database service in the same cluster that the label of an object names. */
function refOfLabel(
  cluster: string,
  { metadata }: KubernetesObject,
): ServiceRef | undefined {
  const [, namespace, name] =
    /^([^.]+)\.(.+)$/.exec(metadata.labels?.[DATABASE_LABEL] ?? '') ?? [];
  return namespace && name ? { cluster, namespace, name } : undefined;
}
