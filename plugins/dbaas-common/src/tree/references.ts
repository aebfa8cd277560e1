import { z } from 'zod';
import {
  groupOf,
  type KubernetesObject,
} from '../kubernetes/kubernetes-object';
import { readOnce } from '../kubernetes/read-once';
import { CLOUDNATIVE_PG_GROUP } from '../resources/cloudnative-pg';
import type { ObjectKey } from '../resources/reader';

const referenceSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
});

const references = z
  .array(referenceSchema.optional().catch(undefined))
  .optional()
  .catch(undefined);

/**
 * Where Crossplane writes what a composite consists of (2.3:
 * `spec.crossplane.resourceRefs`; legacy composites: `spec.resourceRefs`; claims:
 * `spec.resourceRef`).
 */
const compositeSchema = z
  .object({
    resourceRef: referenceSchema.optional().catch(undefined),
    resourceRefs: references,
    crossplane: z
      .object({ resourceRefs: references })
      .optional()
      .catch(undefined),
  })
  .catch({});

const compositeOf = readOnce(({ spec }: KubernetesObject) =>
  compositeSchema.parse(spec ?? {}),
);

/** Whether the object composes others, as its fields tell. */
export function isComposite(object: KubernetesObject): boolean {
  const parsed = compositeOf(object);
  return Boolean(
    parsed.crossplane ?? parsed.resourceRefs ?? parsed.resourceRef,
  );
}

/**
 * What a composite consists of, each as the keys under which it may be found: a
 * reference without a namespace means the composite's own, or a cluster-scoped object.
 *
 * @public
 */
export function composedKeys(object: KubernetesObject): ObjectKey[][] {
  const parsed = compositeOf(object);
  const refs = [
    parsed.resourceRef,
    ...(parsed.crossplane?.resourceRefs ?? parsed.resourceRefs ?? []),
  ];
  return refs.flatMap(ref => {
    if (!ref?.name) return [];
    const named = { group: groupOf(ref), kind: ref.kind, name: ref.name };
    if (ref.namespace) return [[{ ...named, namespace: ref.namespace }]];
    const own = object.metadata.namespace;
    return [[...(own ? [{ ...named, namespace: own }] : []), named]];
  });
}

const workedOnSchema = z.object({ cluster: z.object({ name: z.string() }) });

/**
 * The server that a backup is of. By default nothing owns a Backup (CloudNativePG 1.30,
 * `ScheduledBackup.spec.backupOwnerReference: none`), so that it outlives the server.
 *
 * @public
 */
export function backedUpServer(
  object: KubernetesObject,
): ObjectKey | undefined {
  const group = groupOf(object);
  if (group !== CLOUDNATIVE_PG_GROUP || !/Backup$/.test(object.kind))
    return undefined;
  const spec = workedOnSchema.safeParse(object.spec).data;
  const { namespace } = object.metadata;
  return spec && { group, kind: 'Cluster', namespace, name: spec.cluster.name };
}

const namedSchema = z.object({ name: z.string(), kind: z.string().optional() });

const dependencySchema = z
  .object({
    secretStoreRef: namedSchema.optional().catch(undefined),
    secretStoreRefs: z.array(namedSchema).optional().catch(undefined),
    providerConfigRef: namedSchema.optional().catch(undefined),
  })
  .catch({});

/**
 * Shared objects that this one works through: secret stores and provider configurations.
 *
 * @public
 */
export const dependencyKeys = readOnce(
  (object: KubernetesObject): ObjectKey[] => {
    const spec = dependencySchema.parse(object.spec ?? {});
    const group = groupOf(object);
    const { namespace } = object.metadata;
    const stores = [spec.secretStoreRef, ...(spec.secretStoreRefs ?? [])];
    return [
      ...stores.map(store => store && { kind: 'SecretStore', ...store }),
      spec.providerConfigRef && {
        kind: 'ProviderConfig',
        ...spec.providerConfigRef,
      },
    ].flatMap(ref => {
      if (!ref) return [];
      const { kind, name } = ref;
      return /^Cluster/.test(kind) || !namespace
        ? [{ group, kind, name }]
        : [{ group, kind, name, namespace }];
    });
  },
);
