import { isObject, type JsonSchema } from './json-schema';

/**
 * The item of the old list that an item of the new list is the successor of.
 * Only items with keys can be told apart (apiextensions, CorrelatedObject).
 */
export function oldItem(
  item: unknown,
  old: unknown,
  schema: JsonSchema,
): unknown {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (!keys || !Array.isArray(old) || !isObject(item)) return undefined;
  return old.find(
    candidate =>
      isObject(candidate) && keys.every(key => candidate[key] === item[key]),
  );
}

/** The old value of a field. */
export function oldField(key: string, old: unknown): unknown {
  return isObject(old) ? old[key] : undefined;
}
