import type {
  KubernetesObject,
  Layer,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ObservedResources } from './observed-resources';
import { gate } from './gates';
import { composedName } from './names';
import { composedObject, type PlannedResource } from './planned-resource';

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

/** A Usage that keeps one resource until another one is gone. */
export function orderUsage(
  { claim, observed }: { claim: ManagedDatabase; observed: ObservedResources },
  of: Pick<PlannedResource, 'name' | 'layer' | 'object'>,
  by: Pick<PlannedResource, 'name' | 'object'>,
  reason: string,
): PlannedResource {
  const name = `${of.name}/by/${by.name}`;
  return {
    name: `usage/${name}`,
    layer: of.layer,
    object: usage(claim, of.layer, {
      name,
      of: of.object,
      by: by.object,
      reason,
    }),
    gate: gate(
      observed.exists(of.name, of.name),
      observed.exists(by.name, by.name),
    ),
  };
}

function reference({ apiVersion, kind, metadata }: KubernetesObject) {
  return { apiVersion, kind, resourceRef: { name: metadata.name } };
}
