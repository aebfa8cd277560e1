import {
  isObject,
  valueSchema,
  type JsonObject,
  type JsonSchema,
} from './json-schema';

const ENVELOPE = ['apiVersion', 'kind', 'metadata'];

/**
 * Removes fields that the schema does not know, as the API server does with
 * custom resources.
 *
 * @returns the paths of what was removed
 */
export function prune(object: JsonObject, schema: JsonSchema): string[] {
  const removed: string[] = [];
  pruneObject(object, schema, '', removed, true);
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
    pruneObject(
      value,
      schema,
      path,
      removed,
      schema['x-kubernetes-embedded-resource'] === true,
    );
  }
}

function pruneObject(
  object: JsonObject,
  schema: JsonSchema,
  path: string,
  removed: string[],
  isResource: boolean,
): void {
  for (const [key, value] of Object.entries(object)) {
    const child = path === '' ? key : `${path}.${key}`;
    const known = schema.properties?.[key] ?? valueSchema(schema);
    if (isResource && ENVELOPE.includes(key)) continue;
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
