import { Environment } from '@marcbachmann/cel-js';
import { identityOf } from './repeated-items';
import {
  fieldSchema,
  isRecord,
  type StructuralSchema,
} from './structural-schema';

class Sets {}

/** CEL with what Kubernetes adds to it, as far as the rules use it. */
const cel = new Environment()
  .registerVariable('self', 'dyn')
  .registerVariable('oldSelf', 'dyn')
  .registerType('Sets', Sets)
  .registerConstant('sets', 'Sets', new Sets())
  .registerFunction(
    'Sets.contains(list, list): bool',
    (_: Sets, all: unknown[], some: unknown[]) =>
      some.every(one => all.includes(one)),
  );

/** A value, what it was before, the schema of both and where they are. */
interface Examined {
  value: unknown;
  old: unknown;
  schema: StructuralSchema;
  path: string;
}

/** The messages of all rules that a value breaks, each with the field it is about. */
export function brokenRules(examined: Examined): string[] {
  const { value, old, schema } = examined;
  const own = (schema['x-kubernetes-validations'] ?? [])
    .filter(({ rule }) => old !== undefined || !/\boldSelf\b/.test(rule))
    .filter(
      ({ rule }) =>
        cel.evaluate(rule, {
          self: celValue(value),
          oldSelf: celValue(old),
        }) !== true,
    )
    .map(
      ({ message, fieldPath = '' }) =>
        `${examined.path}${fieldPath}: ${message}`,
    );
  return [...own, ...children(examined).flatMap(brokenRules)];
}

function children({ value, old, schema, path }: Examined): Examined[] {
  const { items } = schema;
  if (Array.isArray(value) && items) {
    const before = Array.isArray(old) ? old : [];
    return value.map((item, index) => ({
      value: item,
      old: formerItem(item, before, schema),
      schema: items,
      path: `${path}[${index}]`,
    }));
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, one]) => {
    const known = fieldSchema(schema, name);
    const before = isRecord(old) ? old[name] : undefined;
    return known
      ? [{ value: one, old: before, schema: known, path: `${path}.${name}` }]
      : [];
  });
}

/** Rules look back at items of lists of type `map` only, found by their keys. */
function formerItem(
  item: unknown,
  before: readonly unknown[],
  schema: StructuralSchema,
): unknown {
  const identity = identityOf(item, schema);
  return identity === undefined
    ? undefined
    : before.find(one => identityOf(one, schema) === identity);
}

/**
 * Property names that CEL reserves; rules of Kubernetes write them as `__name__`
 * (CustomResourceDefinition, `x-kubernetes-validations[].rule`).
 */
const RESERVED = new Set(
  (
    'as break const continue else false for function if import in let loop ' +
    'namespace null package return true var void while'
  ).split(' '),
);

/** A value as Kubernetes hands it to CEL, where integers are of 64 bits. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number') return BigInt(value);
  if (Array.isArray(value)) return value.map(celValue);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      RESERVED.has(key) ? `__${key}__` : key,
      celValue(one),
    ]),
  );
}
