import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import { valueAt, withValueAt } from '../crossplane-runtime/field-path';
import { addFinalizer, removeFinalizer } from '../crossplane-runtime/metadata';
import type { ManagedResource } from '../crossplane-runtime/managed-resource';
import { readSpec, type ObjectSpec, type Referenced } from './object-spec';

const FINALIZER_PREFIX = 'kubernetes.crossplane.io/referred-by-object-';

/** The spec of an Object with the values that it takes from other objects (`spec.references`). */
export async function resolveReferences(
  client: ClusterClient,
  object: KubernetesObject,
): Promise<ObjectSpec> {
  let resolved: unknown = object;
  for (const { dependsOn, patchesFrom, toFieldPath } of readSpec(object)
    .references) {
    const ref = patchesFrom ?? dependsOn;
    if (!ref) continue;
    const found = await find(client, ref);
    if (!found) {
      throw new Error(
        `cannot resolve resource references: cannot get referenced resource: ${ref.kind} "${ref.name}" not found`,
      );
    }
    if (patchesFrom)
      resolved = patched(resolved, found, patchesFrom.fieldPath, toFieldPath);
  }
  return readSpec({
    ...object,
    ...(isWithSpec(resolved) && { spec: resolved.spec }),
  });
}

/** Keeps the objects that an Object refers to while it exists. */
export async function holdReferences(
  client: ClusterClient,
  resource: ManagedResource,
): Promise<void> {
  for (const found of await referencedObjects(client, resource)) {
    await addFinalizer(client, found, FINALIZER_PREFIX + resource.uid);
  }
}

export async function releaseReferences(
  client: ClusterClient,
  resource: ManagedResource,
): Promise<void> {
  for (const found of await referencedObjects(client, resource)) {
    await removeFinalizer(client, found, FINALIZER_PREFIX + resource.uid);
  }
}

function patched(
  target: unknown,
  source: KubernetesObject,
  from: string,
  to = from,
): unknown {
  try {
    return withValueAt(target, to, valueAt(source, from));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Error(
      `cannot resolve resource references: cannot patch from referenced resource: ${problem}`,
      { cause: error },
    );
  }
}

async function referencedObjects(
  client: ClusterClient,
  { object }: ManagedResource,
): Promise<KubernetesObject[]> {
  const found = await Promise.all(
    readSpec(object).references.map(({ dependsOn, patchesFrom }) => {
      const ref = patchesFrom ?? dependsOn;
      return ref && find(client, ref);
    }),
  );
  return found.filter(entry => entry !== undefined);
}

function find(
  client: ClusterClient,
  ref: Referenced,
): Promise<KubernetesObject | undefined> {
  return client.get(ref);
}

function isWithSpec(value: unknown): value is { spec: unknown } {
  return typeof value === 'object' && value !== null && 'spec' in value;
}
