import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

const referencedSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
});

const specSchema = z.object({
  providerConfigRef: z.object({ kind: z.string(), name: z.string() }),
  forProvider: z.object({
    manifest: z.record(z.string(), z.unknown()),
    deletionPropagationPolicy: z
      .enum(['Foreground', 'Background', 'Orphan'])
      .default('Background'),
  }),
  readiness: z
    .object({
      policy: z
        .enum([
          'SuccessfulCreate',
          'DeriveFromObject',
          'AllTrue',
          'DeriveFromCelQuery',
        ])
        .default('SuccessfulCreate'),
      celQuery: z.string().default(''),
    })
    .default({ policy: 'SuccessfulCreate', celQuery: '' }),
  watch: z.boolean().default(false),
  references: z
    .array(
      z.object({
        dependsOn: referencedSchema.optional(),
        patchesFrom: referencedSchema
          .extend({ fieldPath: z.string() })
          .optional(),
        toFieldPath: z.string().optional(),
      }),
    )
    .default([]),
  connectionDetails: z
    .array(
      referencedSchema.extend({
        fieldPath: z.string(),
        toConnectionSecretKey: z.string(),
      }),
    )
    .default([]),
});

/** What an Object says (provider-kubernetes 1.2, `kubernetes.m.crossplane.io/v1alpha1`). */
export type ObjectSpec = z.infer<typeof specSchema>;
export type Referenced = z.infer<typeof referencedSchema>;
export type Readiness = ObjectSpec['readiness'];

export function readSpec(object: KubernetesObject): ObjectSpec {
  return specSchema.parse(object.spec);
}

const manifestSchema = kubernetesObjectSchema.extend({
  metadata: kubernetesObjectSchema.shape.metadata
    .partial({ name: true })
    .default({}),
});

/** The remote object of a manifest; without a name it has that of the Object. */
export function remoteManifest(
  manifest: unknown,
  objectName: string,
): KubernetesObject {
  const { metadata, ...rest } = manifestSchema.parse(manifest);
  return {
    ...rest,
    metadata: { ...metadata, name: metadata.name ?? objectName },
  };
}

/** A remote object as it may be shown: a Secret without its values (`--sanitize-secrets`). */
export function sanitized(observed: KubernetesObject): KubernetesObject {
  return observed.kind === 'Secret' && observed.apiVersion === 'v1'
    ? { ...observed, data: { redacted: '' } }
    : observed;
}
