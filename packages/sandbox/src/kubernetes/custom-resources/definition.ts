import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { JsonSchema } from '../schema/json-schema';

const jsonSchema = z.custom<JsonSchema>(
  value => typeof value === 'object' && value !== null,
);

const printerColumnSchema = z.object({
  name: z.string(),
  type: z.string(),
  jsonPath: z.string(),
  format: z.string().optional(),
  description: z.string().optional(),
  priority: z.number().optional(),
});

const versionSchema = z.object({
  name: z.string(),
  served: z.boolean().default(false),
  storage: z.boolean().default(false),
  deprecated: z.boolean().default(false),
  deprecationWarning: z.string().optional(),
  schema: z.object({ openAPIV3Schema: jsonSchema.optional() }).optional(),
  subresources: z
    .object({
      status: z.unknown().optional(),
      scale: z
        .object({
          specReplicasPath: z.string(),
          statusReplicasPath: z.string(),
          labelSelectorPath: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
  additionalPrinterColumns: z.array(printerColumnSchema).default([]),
  selectableFields: z.array(z.object({ jsonPath: z.string() })).default([]),
});

export const definitionSpecSchema = z.object({
  group: z.string(),
  scope: z.enum(['Namespaced', 'Cluster']),
  names: z.object({
    plural: z.string(),
    singular: z.string().optional(),
    kind: z.string(),
    listKind: z.string().optional(),
    shortNames: z.array(z.string()).default([]),
    categories: z.array(z.string()).default([]),
  }),
  versions: z.array(versionSchema),
  preserveUnknownFields: z.boolean().default(false),
});

/** What the sandbox reads of a CustomResourceDefinition's spec. */
export type DefinitionSpec = z.infer<typeof definitionSpecSchema>;
export type DefinitionVersion = DefinitionSpec['versions'][number];

/** Parses the spec of a CustomResourceDefinition. Throws when it is none. */
export function parseDefinition(definition: KubernetesObject): DefinitionSpec {
  return definitionSpecSchema.parse(definition.spec);
}
