import type {
  KubernetesObject,
  Layer,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ObservedResources } from './observed-resources';
import { gate } from './gates';
import { composedName } from './names';
import {
  composedObject,
  type NamedClaim,
  type PlannedResource,
} from './planned-resource';
import { remembered } from './remembered';

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
  { metadata: { namespace, name: claimName } }: NamedClaim,
  layer: Layer,
  { name, of, by, reason }: UsageParts,
): KubernetesObject {
  return makeUsage(
    namespace,
    claimName,
    layer,
    name,
    reason,
    of.apiVersion,
    of.kind,
    of.metadata.name,
    by?.apiVersion,
    by?.kind,
    by?.metadata.name,
  );
}

const makeUsage = remembered(
  (
    namespace: string,
    claimName: string,
    layer: Layer,
    name: string,
    reason: string,
    ofVersion: string,
    ofKind: string,
    ofName: string,
    byVersion: string | undefined,
    byKind: string | undefined,
    byName: string | undefined,
  ): KubernetesObject =>
    composedObject({ metadata: { namespace, name: claimName } }, layer, {
      apiVersion: 'protection.crossplane.io/v1beta1',
      kind: 'Usage',
      name: composedName(claimName, 'usage', name),
      content: {
        spec: {
          of: {
            apiVersion: ofVersion,
            kind: ofKind,
            resourceRef: { name: ofName },
          },
          ...(byName !== undefined && {
            by: {
              apiVersion: byVersion,
              kind: byKind,
              resourceRef: { name: byName },
            },
            replayDeletion: true,
          }),
          reason,
        },
      },
    }),
);

/** A Usage that keeps one resource until another one is gone. */
export function orderUsage(
  { claim, observed }: { claim: NamedClaim; observed: ObservedResources },
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
    gate: () =>
      gate(
        observed.exists(of.name, of.name),
        observed.exists(by.name, by.name),
      ),
  };
}
