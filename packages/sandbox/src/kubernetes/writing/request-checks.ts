import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ResourceType } from '../resource-api';
import { badRequest, conflict, modified } from '../status-errors';

/** The body of a request and its URL speak of the same object. */
export function checkIdentity(
  { metadata }: KubernetesObject,
  namespace: string | undefined,
  name: string,
): void {
  if (metadata.name !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  checkNamespace(metadata, namespace);
}

export function checkNamespace(
  { namespace: given }: KubernetesObject['metadata'],
  namespace: string | undefined,
): void {
  if (given && namespace && given !== namespace) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
}

/** A request that names a uid or a resourceVersion is about that state of the object only. */
export function checkState(
  type: ResourceType,
  stored: KubernetesObject,
  { metadata }: KubernetesObject,
): void {
  const { uid, resourceVersion, name } = stored.metadata;
  if (metadata.uid && metadata.uid !== uid) {
    throw conflict(
      type,
      name,
      `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${uid}`,
    );
  }
  if (metadata.resourceVersion && metadata.resourceVersion !== resourceVersion)
    throw modified(type, name);
}
