import type { JsonSchema } from '../schema/json-schema';

export const text: JsonSchema = { type: 'string' };
export const integer: JsonSchema = { type: 'integer' };
export const boolean: JsonSchema = { type: 'boolean' };
export const time: JsonSchema = { type: 'string', format: 'date-time' };
export const intOrString: JsonSchema = { 'x-kubernetes-int-or-string': true };
export const texts: JsonSchema = { type: 'object', additionalProperties: text };
export const textList: JsonSchema = { type: 'array', items: text };
export const quantities: JsonSchema = {
  type: 'object',
  additionalProperties: intOrString,
};
/** A map that has one owner as a whole. */
export const atomicTexts: JsonSchema = {
  ...texts,
  'x-kubernetes-map-type': 'atomic',
};

type Fields = Record<string, JsonSchema>;

/** An object with exactly these fields. */
export function object(
  properties: Fields,
  required: string[] = [],
): JsonSchema {
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
  };
}

/** An object of which only these fields are described; others are allowed. */
export function open(properties: Fields = {}): JsonSchema {
  return {
    ...object(properties),
    'x-kubernetes-preserve-unknown-fields': true,
  };
}

export function list(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

/** A list whose items are merged by keys; the first is the key of strategic merge patches. */
export function keyed(keys: string[], items: JsonSchema): JsonSchema {
  return {
    ...list(items),
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys,
    'x-kubernetes-patch-merge-key': keys[0],
    'x-kubernetes-patch-strategy': 'merge',
  };
}

export const objectReference: JsonSchema = object({
  apiVersion: text,
  kind: text,
  namespace: text,
  name: text,
  uid: text,
  resourceVersion: text,
  fieldPath: text,
});

export const labelSelector: JsonSchema = {
  ...object({
    matchLabels: texts,
    matchExpressions: list(
      object({ key: text, operator: text, values: textList }, [
        'key',
        'operator',
      ]),
    ),
  }),
  'x-kubernetes-map-type': 'atomic',
};

export const conditions: JsonSchema = keyed(
  ['type'],
  open({
    type: text,
    status: text,
    reason: text,
    message: text,
    lastTransitionTime: time,
  }),
);
