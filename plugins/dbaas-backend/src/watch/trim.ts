import {
  groupOf,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const managedFieldsSchema = z.array(
  z.looseObject({
    manager: z.string().optional(),
    operation: z.string().optional(),
    time: z.string().optional(),
  }),
);

const plainObject = z.record(z.string(), z.unknown());

/**
 * The object without what nobody here reads: field ownership, the copy of the
 * manifest that kubectl leaves behind, and every value of a Secret, also of
 * one that provider-kubernetes carries in an `Object` (provider-kubernetes
 * 1.2, `spec.forProvider.manifest` and `status.atProvider.manifest`).
 */
export function trim(object: KubernetesObject): KubernetesObject {
  const { managedFields, ...metadata } = object.metadata;
  const trimmed: KubernetesObject = { ...object, metadata };
  if (metadata.annotations?.[LAST_APPLIED] !== undefined) {
    const { [LAST_APPLIED]: _copy, ...annotations } = metadata.annotations;
    trimmed.metadata = { ...metadata, annotations };
  }
  if (isSecret(object)) {
    delete trimmed.data;
    delete trimmed.stringData;
    trimmed.metadata = {
      ...trimmed.metadata,
      managedFields: changeTimes(managedFields),
    };
  }
  if (isProviderKubernetesObject(object)) {
    trimmed.spec = trimCarried(object.spec, 'forProvider');
    trimmed.status = trimCarried(object.status, 'atProvider');
  }
  return trimmed;
}

/** When a Secret last changed shows only in its field ownership. */
function changeTimes(managedFields: unknown) {
  return managedFieldsSchema
    .catch([])
    .parse(managedFields ?? [])
    .map(({ manager, operation, time }) => ({ manager, operation, time }));
}

function isSecret(object: { apiVersion?: unknown; kind?: unknown }): boolean {
  return object.apiVersion === 'v1' && object.kind === 'Secret';
}

function isProviderKubernetesObject(object: KubernetesObject): boolean {
  return (
    object.kind === 'Object' &&
    /^kubernetes(\.m)?\.crossplane\.io$/.test(groupOf(object))
  );
}

function trimCarried(part: unknown, side: string): unknown {
  const parsed = plainObject.safeParse(part).data;
  const provider = plainObject.safeParse(parsed?.[side]).data;
  if (!parsed || !provider || provider.manifest === undefined) return part;
  return {
    ...parsed,
    [side]: { ...provider, manifest: trimManifest(provider.manifest) },
  };
}

function trimManifest(manifest: unknown): unknown {
  const parsed = plainObject.safeParse(manifest).data;
  if (!parsed) return manifest;
  const { metadata, ...rest } = parsed;
  if (isSecret(parsed)) {
    delete rest.data;
    delete rest.stringData;
  }
  const {
    managedFields: _ownership,
    annotations: carriedAnnotations,
    ...carriedMetadata
  } = plainObject.catch({}).parse(metadata ?? {});
  const { [LAST_APPLIED]: _copy, ...annotations } = plainObject
    .catch({})
    .parse(carriedAnnotations ?? {});
  return {
    ...rest,
    metadata: {
      ...carriedMetadata,
      ...(carriedAnnotations !== undefined && { annotations }),
    },
  };
}
