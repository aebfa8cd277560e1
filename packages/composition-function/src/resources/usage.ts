import type {
  KubernetesObject,
  Layer,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { composedName } from './names';
import { composedObject } from './planned-resource';

/** What a Usage says: an object may not be deleted, before another one or at all. */
export interface UsageParts {
  /** Name within the composition. */
  name: string;
  of: KubernetesObject;
  by?: KubernetesObject;
  reason: string;
}

/**
 * A Crossplane Usage (2.3). The deletion that it refuses is tried again when it
 * goes away itself, unless it is there to refuse for good.
 */
export function usage(
  claim: ManagedDatabase,
  layer: Layer,
  { name, of, by, reason }: UsageParts,
): KubernetesObject {
  return composedObject(claim, layer, {
    apiVersion: 'protection.crossplane.io/v1beta1',
    kind: 'Usage',
    name: composedName(claim.metadata.name, 'usage', name),
    content: {
      spec: {
        of: reference(of),
        ...(by && { by: reference(by), replayDeletion: true }),
        reason,
      },
    },
  });
}

function reference({ apiVersion, kind, metadata }: KubernetesObject) {
  return { apiVersion, kind, resourceRef: { name: metadata.name } };
}
