import { copyJson } from '../copy-json';
import { isObject, valueSchema, type JsonSchema } from './json-schema';

/** Fills in the defaults of a structural schema, in place. */
export function applyDefaults(value: unknown, schema: JsonSchema): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) value.forEach(item => applyDefaults(item, items));
    return;
  }
  if (!isObject(value)) return;
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const missing =
      value[key] === undefined || (value[key] === null && !property.nullable);
    if (missing && property.default !== undefined)
      value[key] = copyJson(property.default);
    // A null that may not be there and has no default is dropped, as the API server does.
    else if (value[key] === null && !property.nullable) delete value[key];
    applyDefaults(value[key], property);
  }
  const values = valueSchema(schema);
  if (values) {
    Object.entries(value)
      .filter(([key]) => schema.properties?.[key] === undefined)
      .forEach(([, entry]) => applyDefaults(entry, values));
  }
}
