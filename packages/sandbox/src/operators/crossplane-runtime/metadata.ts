import type {
  KubernetesObject,
  OwnerReference,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import { refOf } from '../../controllers/object-ref';

const PAUSED = 'crossplane.io/paused';

/** True when an annotation pauses an object. The exact text `true` counts (crossplane-runtime 2.3, meta.IsPaused). */
export function isPaused({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.[PAUSED] === 'true';
}

/** The owner reference of an object that is controlled by another one. */
export function controllerReference({
  apiVersion,
  kind,
  metadata,
}: KubernetesObject): OwnerReference {
  return {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The reference to the controller of an object, if it has one. */
export function controllerOf({
  metadata,
}: KubernetesObject): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller);
}

/** Adds a finalizer, if it is missing. A change in between is a conflict. */
export async function addFinalizer(
  client: ClusterClient,
  object: KubernetesObject,
  finalizer: string,
): Promise<KubernetesObject> {
  const { finalizers = [] } = object.metadata;
  return finalizers.includes(finalizer)
    ? object
    : patchMetadata(client, object, { finalizers: [...finalizers, finalizer] });
}

/** Removes a finalizer, if it is there. A change in between is a conflict. */
export async function removeFinalizer(
  client: ClusterClient,
  object: KubernetesObject,
  finalizer: string,
): Promise<KubernetesObject> {
  const { finalizers = [] } = object.metadata;
  return finalizers.includes(finalizer)
    ? patchMetadata(client, object, {
        finalizers: finalizers.filter(name => name !== finalizer),
      })
    : object;
}

/** Changes metadata of exactly the state that was read. */
export async function patchMetadata(
  client: ClusterClient,
  object: KubernetesObject,
  metadata: object,
): Promise<KubernetesObject> {
  const { resourceVersion } = object.metadata;
  return client.patch(refOf(object), {
    metadata: { ...metadata, resourceVersion },
  });
}
