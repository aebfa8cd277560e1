import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { refOf } from '../../controllers/object-ref';
import type { ObjectRef } from '../../kubernetes/cluster-client';
import { isPaused } from './metadata';

/** Annotations of managed resources (crossplane-runtime 2.3, pkg/meta). */
export const ANNOTATION = {
  externalName: 'crossplane.io/external-name',
  createPending: 'crossplane.io/external-create-pending',
  createSucceeded: 'crossplane.io/external-create-succeeded',
  createFailed: 'crossplane.io/external-create-failed',
} as const;

const POLICIES = [
  'Observe',
  'Create',
  'Update',
  'Delete',
  'LateInitialize',
  '*',
] as const;
/** What Crossplane may do to an external resource. */
export type ManagementPolicy = Exclude<(typeof POLICIES)[number], '*'>;

const managedResourceSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string().optional(),
    uid: z.string(),
    deletionTimestamp: z.string().optional(),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.object({
    managementPolicies: z.array(z.enum(POLICIES)).default(['*']),
    /** Of cluster scoped managed resources only. */
    deletionPolicy: z.enum(['Delete', 'Orphan']).default('Delete'),
    writeConnectionSecretToRef: z
      .object({ name: z.string(), namespace: z.string().optional() })
      .optional(),
  }),
});

/** A managed resource as crossplane-runtime sees it. */
export interface ManagedResource {
  object: KubernetesObject;
  ref: ObjectRef;
  uid: string;
  isDeleted: boolean;
  isPaused: boolean;
  externalName: string | undefined;
  /** A creation began, and nobody wrote down how it ended (meta.ExternalCreateIncomplete). */
  isCreateIncomplete: boolean;
  policies: readonly string[];
  /** The Secret for its connection details. */
  connectionSecret: { name: string; namespace?: string } | undefined;
  may(policy: ManagementPolicy): boolean;
}

export function readManagedResource(object: KubernetesObject): ManagedResource {
  const { metadata, spec } = managedResourceSchema.parse(object);
  const {
    managementPolicies: policies,
    deletionPolicy,
    writeConnectionSecretToRef: secret,
  } = spec;
  const { namespace } = metadata;
  return {
    object,
    ref: refOf(object),
    uid: metadata.uid,
    isDeleted: metadata.deletionTimestamp !== undefined,
    isPaused: isPaused(object) || policies.length === 0,
    externalName: metadata.annotations[ANNOTATION.externalName],
    isCreateIncomplete: isCreateIncomplete(metadata.annotations),
    policies,
    connectionSecret: secret && { namespace, ...secret },
    may: policy =>
      !(policy === 'Delete' && deletionPolicy === 'Orphan') &&
      (policies.includes('*') || policies.includes(policy)),
  };
}

function isCreateIncomplete(annotations: Record<string, string>): boolean {
  const pending = annotations[ANNOTATION.createPending];
  if (!pending) return false;
  return [ANNOTATION.createSucceeded, ANNOTATION.createFailed].every(
    name => (annotations[name] ?? '') < pending,
  );
}
