import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ClusterClient } from '../../../kubernetes/cluster-client';
import { labelSelector } from '../composition/composition-selection';
import { wrap } from '../failure';
import type {
  Requirements,
  ResourceSelector,
} from '../functions/function-protocol';

/** The objects that a function asks for. What does not exist is an empty list. */
export async function fetchResources(
  client: ClusterClient,
  selectors: Requirements['resources'],
): Promise<Record<string, KubernetesObject[]>> {
  const entries = Object.entries(selectors).map(async ([name, selector]) => {
    try {
      return [name, await select(client, selector)] as const;
    } catch (error) {
      throw wrap(`fetching resources for ${name}`, error);
    }
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Whether an object is one that a selector selects. */
export function isSelected(
  { apiVersion, kind, namespace, matchName, matchLabels }: ResourceSelector,
  object: KubernetesObject,
): boolean {
  const { metadata } = object;
  return (
    object.apiVersion === apiVersion &&
    object.kind === kind &&
    (namespace === undefined || metadata.namespace === namespace) &&
    (matchName === undefined || metadata.name === matchName) &&
    Object.entries(matchLabels?.labels ?? {}).every(
      ([key, value]) => metadata.labels?.[key] === value,
    )
  );
}

async function select(
  client: ClusterClient,
  { apiVersion, kind, namespace, matchName, matchLabels }: ResourceSelector,
): Promise<KubernetesObject[]> {
  const within = namespace === undefined ? {} : { namespace };
  if (matchName !== undefined) {
    const object = await client.get({
      apiVersion,
      kind,
      name: matchName,
      ...within,
    });
    return object ? [object] : [];
  }
  return client.list(
    { apiVersion, kind },
    { ...within, labelSelector: labelSelector(matchLabels?.labels ?? {}) },
  );
}
