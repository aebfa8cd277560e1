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
    subresource: z.string().optional(),
    time: z.string().optional(),
  }),
);

const plainObject = z.record(z.string(), z.unknown());

/**
 * The object without what nobody here reads: most of its field ownership, the
 * copy of the manifest that kubectl leaves behind, and every value of a Secret,
 * also of one that provider-kubernetes carries in an `Object`
 * (provider-kubernetes 1.2, `spec.forProvider.manifest` and
 * `status.atProvider.manifest`).
 */
export function trim(object: KubernetesObject): KubernetesObject {
  const { managedFields, annotations, ...metadata } = object.metadata;
  const times = changeTimes(managedFields);
  const trimmed: KubernetesObject = {
    ...object,
    metadata: {
      ...metadata,
      ...(annotations && { annotations: withoutLastApplied(annotations) }),
      ...(times.length > 0 && { managedFields: times }),
    },
  };
  if (isSecret(object)) {
    delete trimmed.data;
    delete trimmed.stringData;
  }
  if (isProviderKubernetesObject(object)) {
    trimmed.spec = trimCarried(object.spec, 'forProvider');
    trimmed.status = trimCarried(object.status, 'atProvider');
  }
  return trimmed;
}

/**
 * When an object and when its status last changed shows only in its field
 * ownership: the newest entry of each subresource is kept, without the fields.
 */
function changeTimes(managedFields: unknown) {
  const newest = new Map<string, { subresource?: string; time: string }>();
  for (const entry of managedFieldsSchema
    .catch([])
    .parse(managedFields ?? [])) {
    const { subresource = '', time, manager, operation } = entry;
    if (time === undefined || time <= (newest.get(subresource)?.time ?? ''))
      continue;
    newest.set(subresource, {
      ...(manager && { manager }),
      ...(operation && { operation }),
      ...(subresource && { subresource }),
      time,
    });
  }
  return [...newest.values()];
}

function withoutLastApplied<T>(
  annotations: Record<string, T>,
): Record<string, T> {
  const { [LAST_APPLIED]: _copy, ...rest } = annotations;
  return rest;
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
    annotations,
    ...carriedMetadata
  } = plainObject.catch({}).parse(metadata ?? {});
  return {
    ...rest,
    metadata: {
      ...carriedMetadata,
      ...(annotations !== undefined && {
        annotations: withoutLastApplied(
          plainObject.catch({}).parse(annotations),
        ),
      }),
    },
  };
}
