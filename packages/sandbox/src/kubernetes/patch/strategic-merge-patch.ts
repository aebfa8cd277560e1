import {
  isSameJson,
  isObject,
  type JsonObject,
  type JsonSchema,
} from '../schema/json-schema';
import { withEnvelope } from '../schema/object-meta';

const LIST_DIRECTIVE = /^\$(deleteFromPrimitiveList|setElementOrder)\/(.+)$/;

/**
 * Strategic merge patch, as kubectl sends it for built-in kinds: lists with a
 * merge key are merged item by item, and directives (`$patch`, `$retainKeys`,
 * `$deleteFromPrimitiveList`, `$setElementOrder`) say what a merge cannot.
 */
export function strategicMergePatch(
  target: unknown,
  patch: unknown,
  schema: JsonSchema | undefined,
): unknown {
  return mergeValue(target, patch, schema && withEnvelope(schema));
}

function mergeValue(
  target: unknown,
  patch: unknown,
  schema: JsonSchema | undefined,
): unknown {
  if (Array.isArray(patch)) return mergeList(target, patch, schema);
  return isObject(patch) ? mergeMap(target, patch, schema) : patch;
}

function mergeMap(
  target: unknown,
  patch: JsonObject,
  schema: JsonSchema | undefined,
): unknown {
  const { $patch: directive, $retainKeys: retained, ...changes } = patch;
  if (directive === 'delete') return {};
  const result: JsonObject =
    isObject(target) && directive !== 'replace' ? { ...target } : {};
  for (const [key, value] of Object.entries(changes)) {
    if (LIST_DIRECTIVE.test(key)) continue;
    if (value === null) delete result[key];
    else
      result[key] = mergeValue(result[key], value, propertySchema(schema, key));
  }
  for (const [key, value] of Object.entries(changes)) {
    const [, kind, field] = LIST_DIRECTIVE.exec(key) ?? [];
    const list = field === undefined ? undefined : result[field];
    if (!Array.isArray(list) || !Array.isArray(value)) continue;
    result[field] =
      kind === 'setElementOrder'
        ? inOrder(
            list,
            value,
            propertySchema(schema, field)?.['x-kubernetes-patch-merge-key'],
          )
        : list.filter(
            item => !value.some(removed => isSameJson(removed, item)),
          );
  }
  if (!Array.isArray(retained)) return result;
  return Object.fromEntries(
    Object.entries(result).filter(([key]) => retained.includes(key)),
  );
}

function mergeList(
  target: unknown,
  patch: unknown[],
  schema: JsonSchema | undefined,
): unknown[] {
  const current: unknown[] = Array.isArray(target) ? target : [];
  const isReplaced = patch.some(
    item =>
      isObject(item) &&
      item.$patch === 'replace' &&
      Object.keys(item).length === 1,
  );
  const items = patch.filter(
    item => !(isObject(item) && item.$patch === 'replace'),
  );
  if (isReplaced || schema?.['x-kubernetes-patch-strategy'] !== 'merge')
    return items;
  const mergeKey = schema['x-kubernetes-patch-merge-key'];
  if (mergeKey === undefined) return [...new Set([...current, ...items])];
  return items.reduce<unknown[]>(
    (list, item) => mergeItem(list, item, mergeKey, schema.items),
    current,
  );
}

function mergeItem(
  list: unknown[],
  item: unknown,
  mergeKey: string,
  schema: JsonSchema | undefined,
): unknown[] {
  if (!isObject(item)) return [...list, item];
  const isSame = (candidate: unknown) =>
    isObject(candidate) && candidate[mergeKey] === item[mergeKey];
  if (item.$patch === 'delete')
    return list.filter(candidate => !isSame(candidate));
  if (!list.some(isSame)) return [...list, item];
  return list.map(candidate =>
    isSame(candidate) ? mergeValue(candidate, item, schema) : candidate,
  );
}

/** Sorts the listed items as told; items that the patch does not know keep their order at the end. */
function inOrder(
  list: unknown[],
  order: unknown[],
  mergeKey: string | undefined,
): unknown[] {
  const keyOf = (item: unknown) =>
    mergeKey !== undefined && isObject(item) ? item[mergeKey] : item;
  const positions = new Map(order.map((item, index) => [keyOf(item), index]));
  const position = (item: unknown) =>
    positions.get(keyOf(item)) ?? order.length;
  return [...list].sort((left, right) => position(left) - position(right));
}

function propertySchema(
  schema: JsonSchema | undefined,
  key: string,
): JsonSchema | undefined {
  const values = schema?.additionalProperties;
  return (
    schema?.properties?.[key] ??
    (typeof values === 'object' ? values : undefined)
  );
}
