import {
  isObject,
  valueSchema,
  type JsonObject,
  type JsonSchema,
} from './json-schema';
import { withEnvelope } from './object-meta';

/**
 * Removes fields that the schema does not know, as the API server does with
 * custom resources.
 *
 * @returns the paths of what was removed
 */
export function prune(object: JsonObject, schema: JsonSchema): string[] {
  const removed: string[] = [];
  pruneObject(object, withEnvelope(schema), '', removed);
  return removed;
}

function pruneValue(
  value: unknown,
  schema: JsonSchema,
  path: string,
  removed: string[],
): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items)
      value.forEach((item, index) =>
        pruneValue(item, items, `${path}[${index}]`, removed),
      );
  } else if (isObject(value)) {
    const isResource = schema['x-kubernetes-embedded-resource'] === true;
    pruneObject(
      value,
      isResource ? withEnvelope(schema) : schema,
      path,
      removed,
    );
  }
}

function pruneObject(
  object: JsonObject,
  schema: JsonSchema,
  path: string,
  removed: string[],
): void {
  for (const [key, value] of Object.entries(object)) {
    const child = path === '' ? key : `${path}.${key}`;
    const known = schema.properties?.[key] ?? valueSchema(schema);
    if (known) {
      pruneValue(value, known, child, removed);
    } else if (
      !schema['x-kubernetes-preserve-unknown-fields'] &&
      schema.additionalProperties !== true
    ) {
      delete object[key];
      removed.push(child);
    }
  }
}
