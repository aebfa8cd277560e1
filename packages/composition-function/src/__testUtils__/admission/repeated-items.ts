import {
  fieldSchema,
  isRecord,
  type StructuralSchema,
} from './structural-schema';

/** What makes an item of a list the one it is, if the list wants each one once. */
export function identityOf(
  item: unknown,
  {
    'x-kubernetes-list-type': type,
    'x-kubernetes-list-map-keys': keys = [],
  }: StructuralSchema,
): string | undefined {
  if (type === 'set') return JSON.stringify(item);
  if (type !== 'map' || !isRecord(item)) return undefined;
  return JSON.stringify(keys.map(key => item[key]));
}

/** What is twice in a list of type `map` or `set`, as an API server refuses it. */
export function repeatedItems(
  value: unknown,
  schema: StructuralSchema,
  path: string,
): string[] {
  if (Array.isArray(value)) {
    const identities = value.map(item => identityOf(item, schema));
    return value.flatMap((item, index) => {
      const at = `${path}[${index}]`;
      const identity = identities[index];
      const isRepeated =
        identity !== undefined && identities.indexOf(identity) < index;
      return [
        ...(isRepeated ? [`${at}: Duplicate value`] : []),
        ...(schema.items ? repeatedItems(item, schema.items, at) : []),
      ];
    });
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, one]) => {
    const known = fieldSchema(schema, name);
    return known ? repeatedItems(one, known, `${path}.${name}`) : [];
  });
}
