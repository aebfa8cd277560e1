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
import { rememberedOf } from './remembered';

/** What a Usage names: an object that may not be deleted, or that must be deleted first. */
interface Reference {
  apiVersion: string;
  kind: string;
  resourceRef: { name: string };
}

/** A Usage that refuses a deletion for as long as it is there (Crossplane 2.3). */
export function protectionUsage(
  { metadata: { namespace, name: claimName } }: NamedClaim,
  name: string,
  of: KubernetesObject,
  reason: string,
): KubernetesObject {
  return protectionUsageObject(of, namespace, claimName, name, reason);
}

const protectionUsageObject = rememberedOf(
  (
    of: KubernetesObject,
    namespace: string,
    claimName: string,
    name: string,
    reason: string,
  ): KubernetesObject =>
    usage({ metadata: { namespace, name: claimName } }, 'server', name, {
      of: referenceTo(of),
      reason,
    }),
);

/**
 * A Usage that keeps one resource until another one is gone. The deletion that it
 * refused is tried again then.
 */
export function orderUsage(
  { claim, observed }: { claim: NamedClaim; observed: ObservedResources },
  of: Pick<PlannedResource, 'name' | 'layer' | 'object'>,
  by: Pick<PlannedResource, 'name' | 'object'>,
  reason: string,
): PlannedResource {
  const { namespace, name: claimName } = claim.metadata;
  const name = `${of.name}/by/${by.name}`;
  return {
    name: `usage/${name}`,
    layer: of.layer,
    object: orderUsageObject(
      by.object,
      namespace,
      claimName,
      of.layer,
      name,
      reason,
      of.object.apiVersion,
      of.object.kind,
      of.object.metadata.name,
    ),
    gate: () =>
      gate(
        observed.exists(of.name, of.name),
        observed.exists(by.name, by.name),
      ),
  };
}

const orderUsageObject = rememberedOf(
  (
    by: KubernetesObject,
    namespace: string,
    claimName: string,
    layer: Layer,
    name: string,
    reason: string,
    apiVersion: string,
    kind: string,
    ofName: string,
  ): KubernetesObject =>
    usage({ metadata: { namespace, name: claimName } }, layer, name, {
      of: { apiVersion, kind, resourceRef: { name: ofName } },
      by: referenceTo(by),
      replayDeletion: true,
      reason,
    }),
);

function usage(
  claim: NamedClaim,
  layer: Layer,
  name: string,
  spec: {
    of: Reference;
    by?: Reference;
    replayDeletion?: true;
    reason: string;
  },
): KubernetesObject {
  return composedObject(claim, layer, {
    apiVersion: 'protection.crossplane.io/v1beta1',
    kind: 'Usage',
    name: composedName(claim.metadata.name, 'usage', name),
    content: { spec },
  });
}

function referenceTo({
  apiVersion,
  kind,
  metadata,
}: KubernetesObject): Reference {
  return { apiVersion, kind, resourceRef: { name: metadata.name } };
}
