import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ClusterClient } from '../../../kubernetes/cluster-client';
import { controllerOf } from '../../crossplane-runtime/metadata';
import { wrap } from '../failure';
import type { ObservedResource } from '../functions/function-protocol';
import { RESOURCE_NAME_ANNOTATION } from '../kinds';
import { connectionDetailsOf } from './connection-details';
import type { ResourceRef } from './machinery';

/** The composed resources that exist, by their name within the composition. */
export type ObservedResources = Record<string, ObservedResource>;

/**
 * Reads the composed resources that a composite resource refers to. What somebody else
 * controls is treated as if it did not exist.
 */
export async function observeComposed(
  client: ClusterClient,
  composite: KubernetesObject,
  refs: readonly ResourceRef[],
): Promise<ObservedResources> {
  const observed: ObservedResources = {};
  for (const ref of refs) {
    const object = await read(client, composite, ref);
    const controller = object && controllerOf(object);
    if (!object || (controller && controller.uid !== composite.metadata.uid))
      continue;
    const name = object.metadata.annotations?.[RESOURCE_NAME_ANNOTATION];
    if (!name) {
      throw new Error(
        `encountered composed resource without required "${RESOURCE_NAME_ANNOTATION}" annotation`,
      );
    }
    observed[name] = {
      object,
      connectionDetails: await connectionDetailsOf(client, object),
    };
  }
  return observed;
}

async function read(
  client: ClusterClient,
  composite: KubernetesObject,
  { apiVersion, kind, name, namespace }: ResourceRef,
): Promise<KubernetesObject | undefined> {
  if (!name) return undefined;
  const inNamespace = namespace ?? composite.metadata.namespace;
  try {
    return await client.get({
      apiVersion,
      kind,
      name,
      ...(inNamespace === undefined ? {} : { namespace: inNamespace }),
    });
  } catch (error) {
    throw wrap('cannot get composed resource', error);
  }
}
