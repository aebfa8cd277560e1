import { z } from 'zod';

/** One entry of `metadata.ownerReferences`. @public */
export const ownerReferenceSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string(),
  controller: z.boolean().optional(),
  blockOwnerDeletion: z.boolean().optional(),
});

/** The part of `metadata` that every Kubernetes object shares. @public */
export const objectMetaSchema = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  generation: z.number().optional(),
  creationTimestamp: z.string().optional(),
  deletionTimestamp: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  finalizers: z.array(z.string()).optional(),
  ownerReferences: z.array(ownerReferenceSchema).optional(),
});

/**
 * Any Kubernetes object, as it comes from an API server. Only the envelope is
 * typed; `spec` and `status` are parsed by the reader of the kind.
 *
 * @public
 */
export const kubernetesObjectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: objectMetaSchema,
  spec: z.unknown().optional(),
  status: z.unknown().optional(),
});

/** @public */
export type KubernetesObject = z.infer<typeof kubernetesObjectSchema>;

/** @public */
export type OwnerReference = z.infer<typeof ownerReferenceSchema>;

/** @public */
export interface GroupKind {
  group: string;
  kind: string;
}

/** The API group of an object: `''` for the core group. @public */
export function groupOf(object: Pick<KubernetesObject, 'apiVersion'>): string {
  const slash = object.apiVersion.indexOf('/');
  return slash === -1 ? '' : object.apiVersion.slice(0, slash);
}
