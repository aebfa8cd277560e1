import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { ObjectRef } from '../../kubernetes/cluster-client';

export const FINALIZER = 'finalizer.managedresource.crossplane.io';

/** Annotations of crossplane-runtime 2.x. */
export const ANNOTATION = {
  paused: 'crossplane.io/paused',
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

const secretRefSchema = z.object({
  name: z.string(),
  namespace: z.string().optional(),
});

const managedResourceSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({
    name: z.string(),
    namespace: z.string().optional(),
    uid: z.string(),
    generation: z.number().default(1),
    deletionTimestamp: z.string().optional(),
    annotations: z.record(z.string(), z.string()).default({}),
    finalizers: z.array(z.string()).default([]),
  }),
  spec: z.object({
    forProvider: z.record(z.string(), z.unknown()),
    managementPolicies: z.array(z.enum(POLICIES)).default(['*']),
    deletionPolicy: z.enum(['Delete', 'Orphan']).default('Delete'),
    providerConfigRef: z
      .object({ kind: z.string().optional(), name: z.string() })
      .default({ name: 'default' }),
    writeConnectionSecretToRef: secretRefSchema.optional(),
  }),
  status: z
    .looseObject({ atProvider: z.record(z.string(), z.unknown()).default({}) })
    .prefault({}),
});

export type Policy = Exclude<(typeof POLICIES)[number], '*'>;

/** A managed resource as crossplane-runtime sees it. */
export interface ManagedResource {
  object: KubernetesObject;
  ref: ObjectRef;
  uid: string;
  generation: number;
  annotations: Record<string, string>;
  finalizers: string[];
  deleting: boolean;
  paused: boolean;
  externalName: string | undefined;
  /** A creation began and nobody wrote down how it ended. */
  creationInterrupted: boolean;
  forProvider: Record<string, unknown>;
  atProvider: Record<string, unknown>;
  providerConfigRef: { kind?: string; name: string };
  /** Where connection details go. */
  connectionSecret: { name: string; namespace?: string } | undefined;
  may(policy: Policy): boolean;
}

/** Reads a managed resource. */
export function readManagedResource(object: KubernetesObject): ManagedResource {
  const { apiVersion, kind, metadata, spec, status } =
    managedResourceSchema.parse(object);
  const { name, namespace, annotations } = metadata;
  const policies = spec.managementPolicies;
  const secret = spec.writeConnectionSecretToRef;
  return {
    object,
    ref: {
      apiVersion,
      kind,
      name,
      ...(namespace !== undefined && { namespace }),
    },
    uid: metadata.uid,
    generation: metadata.generation,
    annotations,
    finalizers: metadata.finalizers,
    deleting: metadata.deletionTimestamp !== undefined,
    paused: annotations[ANNOTATION.paused] === 'true' || policies.length === 0,
    externalName: annotations[ANNOTATION.externalName],
    creationInterrupted: creationInterrupted(annotations),
    forProvider: spec.forProvider,
    atProvider: status.atProvider,
    providerConfigRef: spec.providerConfigRef,
    connectionSecret: secret && {
      name: secret.name,
      namespace: secret.namespace ?? namespace,
    },
    may: policy =>
      !(policy === 'Delete' && spec.deletionPolicy === 'Orphan') &&
      (policies.includes('*') || policies.includes(policy)),
  };
}

function creationInterrupted(annotations: Record<string, string>): boolean {
  const pending = annotations[ANNOTATION.createPending];
  if (!pending) return false;
  return [ANNOTATION.createSucceeded, ANNOTATION.createFailed].every(
    name => (annotations[name] ?? '') < pending,
  );
}
