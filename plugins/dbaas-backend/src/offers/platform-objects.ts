import type {
  GroupKind,
  KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Inventory } from '../inventory/inventory';
import type { Fleet } from '../watch/fleet';

/** An object without a namespace. */
interface ClusterObjectName extends GroupKind {
  name: string;
}

/** An object, that it is not there, or why that is not known. */
export type Sight =
  | { known: true; object?: KubernetesObject }
  | { known: false; problem: string };

/** Looks for single objects in the platform clusters, by what is watched. */
export class PlatformObjects {
  constructor(
    private readonly options: {
      inventory: Inventory;
      fleet: Fleet;
      /** Kinds that databases are asked for by. */
      claims: readonly GroupKind[];
    },
  ) {}

  /** Clusters where databases can be asked for, and those of which that is not known. */
  clusters(): string[] {
    const { fleet, claims } = this.options;
    const serving = new Set(
      claims.flatMap(kind => fleet.clustersServing(kind)),
    );
    return fleet.names.filter(
      name => serving.has(name) || !this.#wasReached(name),
    );
  }

  serves(cluster: string, kind: GroupKind): boolean {
    return this.options.fleet.clustersServing(kind).includes(cluster);
  }

  see(cluster: string, name: ClusterObjectName): Sight {
    const { inventory, fleet } = this.options;
    const found = inventory.get({ cluster, ...name });
    if (found) return { known: true, object: found.object };
    if (!this.#wasReached(cluster))
      return {
        known: false,
        problem: `Cluster "${cluster}" has not been read yet.`,
      };
    if (!this.serves(cluster, name) || fleet.hasRead(cluster, name))
      return { known: true };
    return {
      known: false,
      problem: `Cluster "${cluster}" does not let Backstage read ${name.kind} "${name.name}" (${name.group}) now. Its account needs get, list and watch, as in platform/base/rbac/backstage.yaml.`,
    };
  }

  #wasReached(cluster: string): boolean {
    return this.options.fleet.status(cluster)?.lastContactAt !== undefined;
  }
}
