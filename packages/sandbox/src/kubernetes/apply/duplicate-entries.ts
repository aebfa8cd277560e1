import { isObject, type JsonSchema } from '../schema/json-schema';
import { fieldSchema, itemElement, listType } from './field-set';

/**
 * What an applied configuration names twice in lists with keys and in sets, in the
 * words of structured-merge-diff.
 */
export function duplicateEntries(
  value: unknown,
  schema: JsonSchema | undefined,
  path = '',
): string[] {
  if (Array.isArray(value)) {
    return [
      ...(listType(schema) === 'atomic' ? [] : twice(value, schema, path)),
      ...value.flatMap(item => duplicateEntries(item, schema?.items, path)),
    ];
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    duplicateEntries(entry, fieldSchema(schema, key).schema, `${path}.${key}`),
  );
}

function twice(
  list: readonly unknown[],
  schema: JsonSchema | undefined,
  path: string,
): string[] {
  const elements = list.map(item => itemElement(item, schema));
  const repeated = elements.filter(
    (element, index) => elements.indexOf(element) < index,
  );
  return repeated.map(
    element => `${path}: duplicate entries for key [${inWords(element)}]`,
  );
}

/** `k:{"name":"a"}` as `name="a"`, `v:"a"` as `="a"`. */
function inWords(element: string): string {
  const content: unknown = JSON.parse(element.slice(2));
  return element.startsWith('k:') && isObject(content)
    ? Object.entries(content)
        .map(([key, entry]) => `${key}=${JSON.stringify(entry)}`)
        .join(',')
    : `=${JSON.stringify(content)}`;
}
