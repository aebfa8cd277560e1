import { isObject, type JsonSchema } from '../schema/json-schema';
import {
  fieldSchema,
  itemElement,
  listType,
  type FieldPath,
  type FieldSet,
} from './field-set';

/** Lays an applied configuration over the live object. */
export function mergeApplied(
  live: unknown,
  config: unknown,
  schema: JsonSchema | undefined,
): unknown {
  if (
    isObject(config) &&
    isObject(live) &&
    schema?.['x-kubernetes-map-type'] !== 'atomic'
  ) {
    const merged = Object.entries(config).map(
      ([key, value]): [string, unknown] => [
        key,
        mergeApplied(live[key], value, fieldSchema(schema, key).schema),
      ],
    );
    return { ...live, ...Object.fromEntries(merged) };
  }
  if (
    Array.isArray(config) &&
    Array.isArray(live) &&
    listType(schema) !== 'atomic'
  ) {
    const applied = new Map(
      config.map(item => [itemElement(item, schema), item]),
    );
    const kept = live.map(item => {
      const element = itemElement(item, schema);
      if (!applied.has(element)) return item;
      const merged = mergeApplied(item, applied.get(element), schema?.items);
      applied.delete(element);
      return merged;
    });
    return [...kept, ...applied.values()];
  }
  return config;
}

/**
 * Removes what a manager applied before and does not apply any more, unless
 * another manager owns it too.
 */
export function removeUnowned(
  object: unknown,
  dropped: FieldSet,
  owned: FieldSet,
  schema: JsonSchema | undefined,
): unknown {
  return removeBelow(object, schema, [], dropped, owned);
}

function removeBelow(
  value: unknown,
  schema: JsonSchema | undefined,
  path: FieldPath,
  dropped: FieldSet,
  owned: FieldSet,
): unknown {
  const isGone = (child: FieldPath) =>
    dropped.has(child) && !owned.covers(child);
  if (isObject(value) && schema?.['x-kubernetes-map-type'] !== 'atomic') {
    const result: Record<string, unknown> = {};
    for (const [key, entry] of Object.entries(value)) {
      const child = [...path, `f:${key}`];
      if (isGone(child)) continue;
      if (!dropped.covers(child)) {
        result[key] = entry;
        continue;
      }
      const rest = removeBelow(
        entry,
        fieldSchema(schema, key).schema,
        child,
        dropped,
        owned,
      );
      // What only held removed fields goes with them.
      if (!isEmpty(rest) || owned.covers(child)) result[key] = rest;
    }
    return result;
  }
  if (Array.isArray(value) && listType(schema) !== 'atomic') {
    return value.flatMap(item => {
      const child = [...path, itemElement(item, schema)];
      if (isGone(child)) return [];
      return [
        dropped.covers(child)
          ? removeBelow(item, schema?.items, child, dropped, owned)
          : item,
      ];
    });
  }
  return value;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length === 0
    : isObject(value) && Object.keys(value).length === 0;
}
