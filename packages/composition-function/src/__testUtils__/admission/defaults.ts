import {
  fieldSchema,
  isRecord,
  type StructuralSchema,
} from './structural-schema';

/** A value with the defaults of its schema filled in, as an API server stores it. */
export function withDefaults(
  value: unknown,
  schema: StructuralSchema,
): unknown {
  const { items, properties = {} } = schema;
  if (Array.isArray(value))
    return value.map(item => (items ? withDefaults(item, items) : item));
  if (!isRecord(value)) return value;
  const missing = Object.entries(properties)
    .filter(([name, one]) => one.default !== undefined && !(name in value))
    .map(([name, one]) => [name, one.default] as const);
  const fields = [...Object.entries(value), ...missing];
  return Object.fromEntries(
    fields.map(([name, one]) => {
      const known = fieldSchema(schema, name);
      return [name, known ? withDefaults(one, known) : one];
    }),
  );
}
