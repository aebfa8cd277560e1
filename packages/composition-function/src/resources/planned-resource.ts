import {
  DATABASE_LABEL,
  LAYER_LABEL,
  type KubernetesObject,
  type Layer,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Gate } from './gates';

/** A resource that the claim asks for, and when it may be made. */
export interface PlannedResource {
  /** Name within the composition; Crossplane keeps it in an annotation. */
  name: string;
  layer: Layer;
  object: KubernetesObject;
  /** Only what is not there yet is held back by it, and only then it is worked out. */
  gate(): Gate;
}

/** A claim, as far as objects are named after it. */
export interface NamedClaim {
  metadata: { namespace: string; name: string };
}

/** How labels, and tags of clouds, name a database service. */
export function databaseLabel({ metadata }: NamedClaim): string {
  return `${metadata.namespace}.${metadata.name}`;
}

/** The labels by which a database service and its layers are found. */
export function labelsOf(
  claim: NamedClaim,
  layer: Layer,
): Record<string, string> {
  return {
    [DATABASE_LABEL]: databaseLabel(claim),
    [LAYER_LABEL]: layer,
  };
}

/** What is particular to one composed object. */
export interface ObjectParts {
  apiVersion: string;
  kind: string;
  name: string;
  annotations?: Record<string, string>;
  /** Everything beside `apiVersion`, `kind` and `metadata`. */
  content: Record<string, unknown>;
}

/** An object in the namespace of the claim, with the labels of a layer. */
export function composedObject(
  claim: NamedClaim,
  layer: Layer,
  parts: ObjectParts,
): KubernetesObject {
  return {
    apiVersion: parts.apiVersion,
    kind: parts.kind,
    metadata: {
      name: parts.name,
      namespace: claim.metadata.namespace,
      labels: labelsOf(claim, layer),
      ...(parts.annotations && { annotations: parts.annotations }),
    },
    ...parts.content,
  };
}
