import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { KindRef } from '../../../kubernetes/cluster-client';

const nameRefSchema = z.object({ name: z.string() });
const textMapSchema = z.record(z.string(), z.string());

const versionSchema = z.looseObject({
  name: z.string(),
  served: z.boolean(),
  referenceable: z.boolean(),
  deprecated: z.boolean().optional(),
  deprecationWarning: z.string().optional(),
  additionalPrinterColumns: z
    .array(z.record(z.string(), z.unknown()))
    .default([]),
  schema: z
    .object({ openAPIV3Schema: z.record(z.string(), z.unknown()) })
    .optional(),
});
export type CompositeVersion = z.infer<typeof versionSchema>;

const definitionSchema = z.object({
  metadata: z.looseObject({ labels: textMapSchema.default({}) }),
  spec: z.object({
    group: z.string(),
    scope: z.enum(['LegacyCluster', 'Namespaced', 'Cluster']),
    names: z.looseObject({
      kind: z.string(),
      plural: z.string(),
      categories: z.array(z.string()).default([]),
    }),
    metadata: z
      .object({
        labels: textMapSchema.optional(),
        annotations: textMapSchema.optional(),
      })
      .default({}),
    conversion: z.record(z.string(), z.unknown()).optional(),
    defaultCompositionUpdatePolicy: z.string().optional(),
    defaultCompositionRef: nameRefSchema.optional(),
    enforcedCompositionRef: nameRefSchema.optional(),
    versions: z.array(versionSchema).min(1),
  }),
});

/** What a CompositeResourceDefinition says (Crossplane 2.3, apiextensions.crossplane.io/v2). */
export type CompositeDefinition = z.infer<typeof definitionSchema>;
export type CompositeScope = CompositeDefinition['spec']['scope'];

export function readDefinition(
  definition: KubernetesObject,
): CompositeDefinition {
  return definitionSchema.parse(definition);
}

/** The kind of composite resource that Compositions refer to. */
export function compositeKind({ spec }: CompositeDefinition): KindRef {
  const version =
    spec.versions.find(({ referenceable }) => referenceable) ??
    spec.versions[0];
  return { apiVersion: `${spec.group}/${version.name}`, kind: spec.names.kind };
}
