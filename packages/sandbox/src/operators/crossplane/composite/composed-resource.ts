import {
  groupOf,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { createHash } from 'node:crypto';
import { controllerReference } from '../../crossplane-runtime/metadata';
import type { DesiredResource } from '../functions/function-protocol';
import { COMPOSITE_LABEL, RESOURCE_NAME_ANNOTATION } from '../kinds';
import type { ResourceRef } from './machinery';

const NAME_SUFFIX_LENGTH = 12;
/** Generated names leave room for their suffix within the length of a label. */
const MAX_NAME_PREFIX_LENGTH = 63 - NAME_SUFFIX_LENGTH - 1;

/** A composed resource as it shall be. */
export interface ComposedResource {
  /** Name within the composition. */
  name: string;
  object: KubernetesObject;
  ready: boolean;
  /** The namespace that the function asked for, if it was another one. */
  overriddenNamespace?: string;
}

/** Gives a desired resource what Crossplane derives from the composite resource (2.3, composition_render.go). */
export function renderComposed(
  composite: KubernetesObject,
  name: string,
  desired: DesiredResource,
  observed: KubernetesObject | undefined,
): ComposedResource {
  const { status: _, ...resource } = desired.resource;
  const { metadata } = resource;
  const namespace =
    composite.metadata.namespace ??
    observed?.metadata.namespace ??
    metadata.namespace;
  const asked = metadata.namespace;
  return {
    name,
    ready: desired.ready === 'READY_TRUE',
    ...(composite.metadata.namespace &&
      asked &&
      asked !== namespace && { overriddenNamespace: asked }),
    object: {
      ...resource,
      metadata: {
        ...metadata,
        name:
          observed?.metadata.name ??
          metadata.name ??
          generatedName(composite, name),
        ...(namespace === undefined ? {} : { namespace }),
        labels: {
          ...metadata.labels,
          [COMPOSITE_LABEL]: compositeName(composite),
        },
        annotations: {
          ...metadata.annotations,
          [RESOURCE_NAME_ANNOTATION]: name,
        },
        ownerReferences: [
          ...(metadata.ownerReferences ?? []),
          controllerReference(composite),
        ],
      },
    },
  };
}

/** References to composed resources, in a stable order; without the namespace that is the composite's. */
export function resourceRefs(
  composite: KubernetesObject,
  composed: readonly ComposedResource[],
): ResourceRef[] {
  return composed
    .map(({ object: { apiVersion, kind, metadata } }) => ({
      apiVersion,
      kind,
      name: metadata.name,
      ...(composite.metadata.namespace === undefined &&
      metadata.namespace !== undefined
        ? { namespace: metadata.namespace }
        : {}),
    }))
    .sort((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
}

/**
 * Field manager for the composed resources of one composite resource. It is the same
 * after a restore, and another one for each composite resource, so that two of them
 * cannot own the same resource in turns.
 */
export function composedFieldManager(composite: KubernetesObject): string {
  const { name, namespace = '' } = composite.metadata;
  const identity = `${namespace}${name}${composite.kind}.${groupOf(composite)}`;
  return `apiextensions.crossplane.io/composed/${sha256(identity)}`;
}

/** The value of the label of composed resources: the outermost composite resource. */
function compositeName({ metadata }: KubernetesObject): string {
  return metadata.labels?.[COMPOSITE_LABEL] ?? metadata.name;
}

/** The same name at every try, so that a reconcile that was cut off makes nothing twice. */
function generatedName(composite: KubernetesObject, name: string): string {
  const suffix = sha256(`${composite.metadata.uid}/${name}`).slice(
    0,
    NAME_SUFFIX_LENGTH,
  );
  return `${compositeName(composite).slice(
    0,
    MAX_NAME_PREFIX_LENGTH,
  )}-${suffix}`;
}

function orderOf({ apiVersion, kind, name }: ResourceRef): string {
  return apiVersion + kind + name;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
