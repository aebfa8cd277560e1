import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { CompositeScope } from '../definition/composite-definition';

const nameRefSchema = z.object({ name: z.string() });
const selectorSchema = z.object({
  matchLabels: z.record(z.string(), z.string()),
});

const resourceRefSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string().optional(),
  namespace: z.string().optional(),
});
/** Names a composed resource. */
export type ResourceRef = z.infer<typeof resourceRefSchema>;

const machinerySchema = z.object({
  compositionRef: nameRefSchema.optional(),
  compositionSelector: selectorSchema.optional(),
  compositionRevisionRef: nameRefSchema.optional(),
  compositionRevisionSelector: selectorSchema.optional(),
  compositionUpdatePolicy: z.enum(['Automatic', 'Manual']).optional(),
  resourceRefs: z.array(resourceRefSchema).default([]),
});

/** The fields of a composite resource by which Crossplane reconciles it. */
export type Machinery = z.infer<typeof machinerySchema>;

const modernSchema = z.object({
  spec: z.object({ crossplane: machinerySchema.default({ resourceRefs: [] }) }),
});
const legacySchema = z.object({ spec: machinerySchema });

/** Reads the machinery fields: under `spec.crossplane`, or under `spec` as in Crossplane 1. */
export function readMachinery(
  composite: KubernetesObject,
  scope: CompositeScope,
): Machinery {
  return scope === 'LegacyCluster'
    ? legacySchema.parse(composite).spec
    : modernSchema.parse(composite).spec.crossplane;
}

/** The fields at their place in a composite resource. */
export function machineryPatch(
  scope: CompositeScope,
  fields: Partial<Machinery>,
): { spec: object } {
  return { spec: scope === 'LegacyCluster' ? fields : { crossplane: fields } };
}
