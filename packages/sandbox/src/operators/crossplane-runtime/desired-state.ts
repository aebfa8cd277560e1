import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { WatchEvent } from '../../kubernetes/cluster-client';

/** Annotations that the reconciler itself writes while it works. */
const OWN_ANNOTATIONS = /^crossplane\.io\/external-create-/;

/**
 * Lets pass the changes that somebody else made to what is wanted of an object
 * (crossplane-runtime, `DesiredStateChanged`). Without it a failing reconcile, which
 * writes down that it failed, would cause the next one at once.
 */
export function desiredStateChanges(): (event: WatchEvent) => boolean {
  const known = new Map<string, string>();
  return ({ type, object }) => {
    const uid = object.metadata.uid ?? '';
    if (type === 'DELETED') {
      known.delete(uid);
      return true;
    }
    const state = desiredState(object);
    if (known.get(uid) === state) return false;
    known.set(uid, state);
    return true;
  };
}

function desiredState({ metadata }: KubernetesObject): string {
  const annotations = Object.entries(metadata.annotations ?? {})
    .filter(([name]) => !OWN_ANNOTATIONS.test(name))
    .sort();
  const labels = Object.entries(metadata.labels ?? {}).sort();
  return JSON.stringify([
    metadata.generation,
    metadata.deletionTimestamp,
    metadata.finalizers,
    annotations,
    labels,
  ]);
}
