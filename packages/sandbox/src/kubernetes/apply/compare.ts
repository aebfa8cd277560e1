import { isSameJson, isObject, type JsonSchema } from '../schema/json-schema';
import {
  fieldSchema,
  FieldSet,
  fieldSetOf,
  itemElement,
  listType,
  type FieldPath,
} from './field-set';

/** What differs between two states of an object. */
export interface Comparison {
  /** Fields that are new or have another value. */
  changed: FieldSet;
  removed: FieldSet;
}

/** Compares two states of an object field by field. */
export function compareObjects(
  before: unknown,
  after: unknown,
  schema: JsonSchema | undefined,
): Comparison {
  const setBefore = fieldSetOf(before, schema);
  const setAfter = fieldSetOf(after, schema);
  const modified: FieldPath[] = [];
  collectModified(before, after, schema, [], modified);
  return {
    changed: setAfter.difference(setBefore).union(FieldSet.of(modified)),
    removed: setBefore.difference(setAfter),
  };
}

/** Leaves that are in both states with different values. */
function collectModified(
  before: unknown,
  after: unknown,
  schema: JsonSchema | undefined,
  path: FieldPath,
  modified: FieldPath[],
): void {
  if (before === undefined || after === undefined || before === after) return;
  if (
    isObject(before) &&
    isObject(after) &&
    schema?.['x-kubernetes-map-type'] !== 'atomic'
  ) {
    for (const [key, value] of Object.entries(after)) {
      collectModified(
        before[key],
        value,
        fieldSchema(schema, key).schema,
        [...path, `f:${key}`],
        modified,
      );
    }
  } else if (
    Array.isArray(before) &&
    Array.isArray(after) &&
    listType(schema) !== 'atomic'
  ) {
    const old = new Map(before.map(item => [itemElement(item, schema), item]));
    for (const item of after) {
      const element = itemElement(item, schema);
      collectModified(
        old.get(element),
        item,
        schema?.items,
        [...path, element],
        modified,
      );
    }
  } else if (!isSameJson(before, after)) {
    modified.push(path);
  }
}
