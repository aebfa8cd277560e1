import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ResourceType } from '../resource-api';
import { isObject } from '../schema/json-schema';

/** Finalizer of an owner that waits until its dependents are gone. */
export const FOREGROUND = 'foregroundDeletion';
/** Finalizer of an owner whose dependents are to be kept. */
export const ORPHAN = 'orphan';

/** True for an object that was deleted and is not held by a finalizer any more. */
export function isReleased(
  { group, plural }: ResourceType,
  { metadata, spec }: KubernetesObject,
): boolean {
  if (metadata.deletionTimestamp === undefined) return false;
  if ((metadata.finalizers ?? []).length > 0) return false;
  // Namespaces have finalizers of their own in the spec.
  const isNamespace = group === '' && plural === 'namespaces';
  const held = isNamespace && isObject(spec) ? spec.finalizers : undefined;
  return !Array.isArray(held) || held.length === 0;
}
