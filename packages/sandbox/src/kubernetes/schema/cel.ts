import { Environment } from '@marcbachmann/cel-js';

/** A compiled expression over `self` and, for transition rules, `oldSelf`. */
export type CelExpression = (variables: {
  self: unknown;
  oldSelf?: unknown;
}) => unknown;

const compiled = new Map<string, CelExpression>();
const environment = createEnvironment();

/** Compiles once and remembers. Throws when the expression does not parse. */
export function compileCel(expression: string): CelExpression {
  const known = compiled.get(expression);
  if (known) return known;
  const run = environment.parse(expression);
  const evaluate: CelExpression = ({ self, oldSelf }) =>
    run({ self: toCel(self), oldSelf: toCel(oldSelf ?? null) });
  compiled.set(expression, evaluate);
  return evaluate;
}

/** The library and the functions that Kubernetes adds to CEL (apiserver/pkg/cel/library). */
function createEnvironment(): Environment {
  return new Environment({ enableOptionalTypes: true })
    .registerVariable('self', 'dyn')
    .registerVariable('oldSelf', 'dyn')
    .registerFunction('list.isSorted(): bool', (list: unknown[]) =>
      isSorted(list),
    )
    .registerFunction('list.sum(): dyn', (list: (bigint | number)[]) =>
      sum(list),
    )
    .registerFunction(
      'list.min(): dyn',
      (list: unknown[]) => [...list].sort(compare)[0],
    )
    .registerFunction('list.max(): dyn', (list: unknown[]) =>
      [...list].sort(compare).at(-1),
    )
    .registerFunction(
      'list.indexOf(dyn): int',
      (list: unknown[], item: unknown) => BigInt(list.indexOf(item)),
    )
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) =>
        new RegExp(pattern, 'u').exec(text)?.[0] ?? '',
    )
    .registerFunction(
      'string.findAll(string): list',
      (text: string, pattern: string) =>
        text.match(new RegExp(pattern, 'gu')) ?? [],
    )
    .registerFunction('isURL(string): bool', (text: string) =>
      URL.canParse(text),
    );
}

function isSorted(list: unknown[]): boolean {
  return list.every(
    (item, index) => index === 0 || compare(list[index - 1], item) <= 0,
  );
}

function sum(list: (bigint | number)[]): bigint | number {
  return list.reduce(
    (total, item) =>
      typeof total === 'bigint' && typeof item === 'bigint'
        ? total + item
        : Number(total) + Number(item),
    0n,
  );
}

function compare(left: unknown, right: unknown): number {
  if (left === right) return 0;
  return String(left).localeCompare(String(right), 'en', {
    numeric: typeof left !== 'string',
  });
}

/** CEL knows integers apart from floating point numbers; JSON does not. */
function toCel(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, toCel(entry)]),
    );
  }
  return value;
}
