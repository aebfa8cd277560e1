import { z } from 'zod';

/** A rule in CEL (CustomResourceDefinition `x-kubernetes-validations`). */
export interface ValidationRule {
  rule: string;
  message: string;
  fieldPath?: string;
}

/** The parts of the schema of a Kubernetes resource that admission looks at. */
export interface StructuralSchema {
  properties?: Record<string, StructuralSchema>;
  items?: StructuralSchema;
  additionalProperties?: boolean | StructuralSchema;
  enum?: unknown[];
  maxLength?: number;
  maxItems?: number;
  default?: unknown;
  'x-kubernetes-validations'?: ValidationRule[];
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
}

/** Reads a schema of a Kubernetes resource; what admission does not look at stays in. */
export const structuralSchema: z.ZodType<StructuralSchema> = z.lazy(() =>
  z.looseObject({
    properties: z.record(z.string(), structuralSchema).optional(),
    items: structuralSchema.optional(),
    additionalProperties: z.union([z.boolean(), structuralSchema]).optional(),
    enum: z.array(z.unknown()).optional(),
    maxLength: z.number().optional(),
    maxItems: z.number().optional(),
    default: z.unknown().optional(),
    'x-kubernetes-validations': z
      .array(
        z.object({
          rule: z.string(),
          message: z.string().default(''),
          fieldPath: z.string().optional(),
        }),
      )
      .optional(),
    'x-kubernetes-list-type': z.string().optional(),
    'x-kubernetes-list-map-keys': z.array(z.string()).optional(),
    'x-kubernetes-preserve-unknown-fields': z.boolean().optional(),
    'x-kubernetes-embedded-resource': z.boolean().optional(),
  }),
);

/** Whether a value is an object with fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema of a field of an object. */
export function fieldSchema(
  schema: StructuralSchema,
  field: string,
): StructuralSchema | undefined {
  const { properties, additionalProperties } = schema;
  return (
    properties?.[field] ??
    (typeof additionalProperties === 'object'
      ? additionalProperties
      : undefined)
  );
}

/**
 * As JSON schema that refuses unknown fields. An API server prunes them without a
 * word, which for what a program writes is a mistake nobody sees.
 */
export function closedSchema(schema: StructuralSchema): StructuralSchema {
  const { properties, items, additionalProperties, ...rest } = schema;
  const isOpen =
    rest['x-kubernetes-preserve-unknown-fields'] ||
    rest['x-kubernetes-embedded-resource'];
  return {
    ...rest,
    ...(items && { items: closedSchema(items) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, one]) => [
          name,
          closedSchema(one),
        ]),
      ),
      ...(!isOpen && { additionalProperties: false }),
    }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: closedSchema(additionalProperties),
    }),
  };
}
