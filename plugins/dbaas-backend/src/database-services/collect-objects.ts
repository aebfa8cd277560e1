import {
  carriedObject,
  composedKeys,
  dependencyKeys,
  groupOf,
  type ClusterObject,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Inventory } from '../inventory/inventory';
import type { InventoryObject } from '../inventory/inventory-object';
import { nameKey, type ObjectName } from '../inventory/object-names';

/** More than any database service has; against composites that refer to everything. */
const MOST_OBJECTS = 2_000;

/** Where the objects of one database service are to be found. */
export interface CollectedObjects {
  objects: ClusterObject[];
  /** Clusters that have a part in it. */
  clusters: string[];
  /** What composites consist of, as they say themselves, found or not. */
  composed: ObjectName[];
  /** Names that were looked up, found or not: a change of any of them concerns the service. */
  names: string[];
}

/**
 * Everything that may belong to a database service: what its claim owns and
 * refers to, at any depth, what carries its label in any cluster, what those
 * depend on, and what Events tell about them. Which of them really belong is for
 * the tree to say.
 */
export function collectObjects(
  inventory: Inventory,
  claim: InventoryObject,
  databaseLabel: string,
): CollectedObjects {
  const found = new Map<string, ClusterObject>();
  const composed: ObjectName[] = [];
  const names = new Set<string>();
  const clusters = new Set<string>();
  const queue = [claim, ...inventory.byDatabaseLabel(databaseLabel)];
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    if (found.has(entry.key) || found.size >= MOST_OBJECTS) continue;
    const { cluster, object } = entry;
    found.set(entry.key, { cluster, object });
    const parts = inCluster(cluster, composedKeys(object).flat());
    composed.push(...parts);
    const carried = carriedName(object);
    carried.forEach(name => clusters.add(name.cluster));
    clusters.add(cluster);
    const others = [...inCluster(cluster, dependencyKeys(object)), ...carried];
    for (const name of [...parts, ...others]) {
      const referenced = inventory.get(name);
      if (referenced) queue.push(referenced);
      else names.add(nameKey(name));
    }
    queue.push(...inventory.backupsOf(entry.key));
    const { uid } = object.metadata;
    if (!uid) continue;
    queue.push(
      ...inventory.ownedBy(cluster, uid),
      ...inventory.eventsAbout(cluster, uid),
    );
  }
  return {
    objects: [...found.values()],
    clusters: [...clusters],
    composed,
    names: [...names, ...found.keys()],
  };
}

function inCluster(
  cluster: string,
  keys: readonly Omit<ObjectName, 'cluster'>[],
): ObjectName[] {
  return keys.map(key => ({ cluster, ...key }));
}

/** The object behind a provider-kubernetes Object, in the cluster where it is. */
function carriedName(object: KubernetesObject): ObjectName[] {
  const { desired, providerConfig } = carriedObject(object);
  if (!desired || !providerConfig) return [];
  const { name, namespace } = desired.metadata;
  return [
    {
      cluster: providerConfig,
      group: groupOf(desired),
      kind: desired.kind,
      name,
      namespace,
    },
  ];
}
