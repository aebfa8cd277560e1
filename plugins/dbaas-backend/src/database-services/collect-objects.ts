import {
  groupOf,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Inventory } from '../inventory/inventory';
import {
  nameKey,
  objectKey,
  type InventoryObject,
  type ObjectName,
} from '../inventory/inventory-object';

const MOST_OBJECTS = 2_000;

const referenceSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
});

const referencesSchema = z
  .array(referenceSchema.optional().catch(undefined))
  .catch([]);

/**
 * Where Crossplane writes what a composite consists of (Crossplane 2.3:
 * `spec.crossplane.resourceRefs`; legacy composites `spec.resourceRefs`; claims
 * `spec.resourceRef`).
 */
const compositeSpecSchema = z
  .object({
    resourceRef: referenceSchema.optional().catch(undefined),
    resourceRefs: referencesSchema.optional(),
    crossplane: z
      .object({ resourceRefs: referencesSchema.optional() })
      .optional()
      .catch(undefined),
  })
  .catch({});

const storeRefSchema = z.object({
  name: z.string(),
  kind: z.string().optional(),
});
const providerConfigRefSchema = z.object({
  name: z.string(),
  kind: z.string().optional(),
});

/** Objects that others depend on by name (External Secrets 2.9, provider-sql 0.16). */
const dependencySpecSchema = z
  .object({
    secretStoreRef: storeRefSchema.optional().catch(undefined),
    secretStoreRefs: z.array(storeRefSchema).optional().catch(undefined),
    providerConfigRef: providerConfigRefSchema.optional().catch(undefined),
  })
  .catch({});

/** Where the objects of one database service are to be found. */
export interface CollectedObjects {
  objects: InventoryObject[];
  /** Clusters that have a part in it. */
  clusters: string[];
  /** What composites consist of, as they say themselves, found or not. */
  composed: ObjectName[];
  /** Names that were looked up, found or not: a change of any of them concerns the service. */
  names: string[];
}

/**
 * Everything that may belong to a database service: what its claim owns and
 * refers to, at any depth, what carries its label in any cluster, and what
 * those depend on. Which of them really belong is for the tree to say.
 */
export function collectObjects(
  inventory: Inventory,
  claim: InventoryObject,
  databaseLabel: string,
): CollectedObjects {
  const found = new Map<string, InventoryObject>();
  const composed: ObjectName[] = [];
  const names = new Set<string>();
  const queue = [claim, ...inventory.byDatabaseLabel(databaseLabel)];
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    const key = objectKey(entry);
    if (found.has(key)) continue;
    found.set(key, entry);
    if (found.size >= MOST_OBJECTS) break;
    const parts = inCluster(entry.cluster, composedBy(entry.object));
    composed.push(...parts);
    const dependencies = inCluster(entry.cluster, dependenciesOf(entry.object));
    for (const name of [...parts, ...dependencies]) {
      names.add(nameKey(name));
      const referenced = inventory.get(name);
      if (referenced) queue.push(referenced);
    }
    const { uid } = entry.object.metadata;
    if (uid) queue.push(...inventory.ownedBy(entry.cluster, uid));
  }
  const objects = [...found.values()];
  return {
    objects,
    clusters: [...new Set(objects.map(({ cluster }) => cluster))],
    composed,
    names: [...names, ...found.keys()],
  };
}

function inCluster(cluster: string, references: Reference[]): ObjectName[] {
  return references.map(reference => ({ cluster, ...reference }));
}

type Reference = Omit<ObjectName, 'cluster'>;

function composedBy(object: KubernetesObject): Reference[] {
  const spec = compositeSpecSchema.parse(object.spec ?? {});
  return [
    spec.resourceRef,
    ...(spec.crossplane?.resourceRefs ?? spec.resourceRefs ?? []),
  ].flatMap(reference => (reference ? candidatesOf(reference, object) : []));
}

/** A reference without a namespace means the composite's, or a cluster-scoped object. */
function candidatesOf(
  reference: z.infer<typeof referenceSchema>,
  { metadata }: KubernetesObject,
): Reference[] {
  const { kind, name, namespace } = reference;
  const named = { group: groupOf(reference), kind, name };
  if (namespace) return [{ ...named, namespace }];
  return metadata.namespace
    ? [{ ...named, namespace: metadata.namespace }, named]
    : [named];
}

function dependenciesOf(object: KubernetesObject): Reference[] {
  const spec = dependencySpecSchema.parse(object.spec ?? {});
  const group = groupOf(object);
  const { namespace } = object.metadata;
  const stores = [spec.secretStoreRef, ...(spec.secretStoreRefs ?? [])].flatMap(
    store =>
      store ? [{ kind: store.kind ?? 'SecretStore', name: store.name }] : [],
  );
  const config = spec.providerConfigRef && {
    kind: spec.providerConfigRef.kind ?? 'ProviderConfig',
    name: spec.providerConfigRef.name,
  };
  return [...stores, ...(config ? [config] : [])].map(({ kind, name }) => ({
    group,
    kind,
    name,
    ...(!kind.startsWith('Cluster') && namespace && { namespace }),
  }));
}
