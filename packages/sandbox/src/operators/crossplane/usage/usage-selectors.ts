import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { refOf } from '../../../controllers/object-ref';
import type { ClusterClient } from '../../../kubernetes/cluster-client';
import { controllerOf } from '../../crossplane-runtime/metadata';
import { labelSelector } from '../composition/composition-selection';
import { wrap } from '../failure';
import { readUsage, type UsageResource } from './usage';

/** Replaces the selectors of a Usage by references, once (Crossplane 2.3, usage/selector.go). */
export async function resolveSelectors(
  client: ClusterClient,
  usage: KubernetesObject,
): Promise<KubernetesObject> {
  let resolved = usage;
  for (const role of ['of', 'by'] as const) {
    const resource = readUsage(resolved)[role];
    if (!resource || resource.resourceRef) continue;
    const resourceRef = await inRole(role, () =>
      select(client, usage, resource),
    );
    resolved = await client.patch(refOf(usage), {
      spec: { [role]: { resourceRef } },
    });
  }
  return resolved;
}

async function inRole<T>(
  role: 'of' | 'by',
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw wrap(
      `cannot resolve selector at "spec.${role}.resourceSelector"`,
      error,
    );
  }
}

async function select(
  client: ClusterClient,
  usage: KubernetesObject,
  { apiVersion, kind, resourceSelector }: UsageResource,
): Promise<{ name: string; namespace?: string }> {
  if (!resourceSelector) throw new Error('no selector defined for resolving');
  const { matchLabels, matchControllerRef } = resourceSelector;
  const namespace = resourceSelector.namespace ?? usage.metadata.namespace;
  const found = await client.list(
    { apiVersion, kind },
    {
      labelSelector: labelSelector(matchLabels),
      ...(namespace !== undefined && client.isNamespaced({ apiVersion, kind })
        ? { namespace }
        : {}),
    },
  );
  const described = `"${kind}" found matching labels: ${JSON.stringify(
    matchLabels,
  )}`;
  if (found.length === 0) throw new Error(`no ${described}`);
  const selected = found.find(
    object =>
      !matchControllerRef ||
      controllerOf(object)?.uid === controllerOf(usage)?.uid,
  );
  if (!selected)
    throw new Error(`no ${described} and with same controller reference`);
  const { metadata } = selected;
  return {
    name: metadata.name,
    ...(metadata.namespace !== usage.metadata.namespace &&
    metadata.namespace !== undefined
      ? { namespace: metadata.namespace }
      : {}),
  };
}
