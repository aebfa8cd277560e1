import { isIP, isIPv4, isIPv6 } from 'node:net';
import { Environment } from '@marcbachmann/cel-js';
import { Quantity } from './quantity';

class SetsNamespace {}

/** CEL with the functions that Kubernetes adds to it (apiserver, pkg/cel/library). */
export function createEnvironment(): Environment {
  const environment = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
  })
    .registerVariable('self', 'dyn')
    .registerVariable('oldSelf', 'dyn')
    .registerType('URL', URL)
    .registerType('Quantity', Quantity)
    .registerType('SetsNamespace', SetsNamespace)
    .registerConstant('sets', 'SetsNamespace', new SetsNamespace());
  addStringFunctions(environment);
  addListFunctions(environment);
  addUrlFunctions(environment);
  addAddressFunctions(environment);
  addQuantityFunctions(environment);
  return environment;
}

function addStringFunctions(environment: Environment): void {
  environment
    .registerFunction(
      'string.charAt(int): string',
      (text: string, index: bigint) => text.charAt(Number(index)),
    )
    .registerFunction(
      'string.replace(string, string): string',
      (text: string, from: string, to: string) => text.split(from).join(to),
    )
    .registerFunction('string.format(list): string', formatText)
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) =>
        new RegExp(pattern, 'u').exec(text)?.[0] ?? '',
    )
    .registerFunction(
      'string.findAll(string): list<string>',
      (text: string, pattern: string) =>
        text.match(new RegExp(pattern, 'gu')) ?? [],
    )
    .registerFunction(
      'string.findAll(string, int): list<string>',
      (text: string, pattern: string, limit: bigint) =>
        (text.match(new RegExp(pattern, 'gu')) ?? []).slice(0, Number(limit)),
    );
}

function addListFunctions(environment: Environment): void {
  const positionOf = (list: unknown[], item: unknown) =>
    list.findIndex(entry => isSame(entry, item));
  environment
    .registerFunction('list.isSorted(): bool', isSorted)
    .registerFunction('list.sum(): dyn', (list: (bigint | number)[]) =>
      sum(list),
    )
    .registerFunction('list.min(): dyn', (list: unknown[]) =>
      extreme(list, -1, 'min'),
    )
    .registerFunction('list.max(): dyn', (list: unknown[]) =>
      extreme(list, 1, 'max'),
    )
    .registerFunction(
      'list.indexOf(dyn): int',
      (list: unknown[], item: unknown) => BigInt(positionOf(list, item)),
    )
    .registerFunction(
      'list.lastIndexOf(dyn): int',
      (list: unknown[], item: unknown) =>
        BigInt(
          list.reduce<number>(
            (last, entry, index) => (isSame(entry, item) ? index : last),
            -1,
          ),
        ),
    )
    .registerFunction(
      'SetsNamespace.contains(list, list): bool',
      (_: SetsNamespace, left: unknown[], right: unknown[]) =>
        right.every(item => positionOf(left, item) >= 0),
    )
    .registerFunction(
      'SetsNamespace.equivalent(list, list): bool',
      (_: SetsNamespace, left: unknown[], right: unknown[]) =>
        right.every(item => positionOf(left, item) >= 0) &&
        left.every(item => positionOf(right, item) >= 0),
    )
    .registerFunction(
      'SetsNamespace.intersects(list, list): bool',
      (_: SetsNamespace, left: unknown[], right: unknown[]) =>
        right.some(item => positionOf(left, item) >= 0),
    );
}

function addUrlFunctions(environment: Environment): void {
  environment
    .registerFunction('isURL(string): bool', (text: string) =>
      URL.canParse(text),
    )
    .registerFunction('url(string): URL', (text: string) => new URL(text))
    .registerFunction('URL.getScheme(): string', (url: URL) =>
      url.protocol.replace(/:$/, ''),
    )
    .registerFunction('URL.getHost(): string', (url: URL) => url.host)
    .registerFunction('URL.getHostname(): string', (url: URL) =>
      url.hostname.replace(/^\[|\]$/g, ''),
    )
    .registerFunction('URL.getPort(): string', (url: URL) => url.port)
    .registerFunction(
      'URL.getEscapedPath(): string',
      (url: URL) => url.pathname,
    );
}

function addAddressFunctions(environment: Environment): void {
  environment
    .registerFunction('isIP(string): bool', (text: string) => isIP(text) !== 0)
    .registerFunction('isCIDR(string): bool', isCidr);
}

function addQuantityFunctions(environment: Environment): void {
  environment
    .registerFunction(
      'isQuantity(string): bool',
      (text: string) => Quantity.parse(text) !== undefined,
    )
    .registerFunction('quantity(string): Quantity', (text: string) => {
      const quantity = Quantity.parse(text);
      if (!quantity)
        throw new Error(
          `quantities must match the regular expression of Kubernetes: ${text}`,
        );
      return quantity;
    })
    .registerFunction(
      'Quantity.isInteger(): bool',
      (quantity: Quantity) => quantity.isInteger,
    )
    .registerFunction(
      'Quantity.asInteger(): int',
      (quantity: Quantity) => quantity.integer,
    )
    .registerFunction(
      'Quantity.asApproximateFloat(): double',
      (quantity: Quantity) => Number(quantity.nanos) / 1e9,
    )
    .registerFunction('Quantity.sign(): int', (quantity: Quantity) =>
      quantity.compareTo(new Quantity(0n)),
    )
    .registerFunction(
      'Quantity.add(Quantity): Quantity',
      (left: Quantity, right: Quantity) =>
        new Quantity(left.nanos + right.nanos),
    )
    .registerFunction(
      'Quantity.add(int): Quantity',
      (left: Quantity, right: bigint) =>
        new Quantity(left.nanos + Quantity.ofInteger(right).nanos),
    )
    .registerFunction(
      'Quantity.sub(Quantity): Quantity',
      (left: Quantity, right: Quantity) =>
        new Quantity(left.nanos - right.nanos),
    )
    .registerFunction(
      'Quantity.sub(int): Quantity',
      (left: Quantity, right: bigint) =>
        new Quantity(left.nanos - Quantity.ofInteger(right).nanos),
    )
    .registerFunction(
      'Quantity.compareTo(Quantity): int',
      (left: Quantity, right: Quantity) => left.compareTo(right),
    )
    .registerFunction(
      'Quantity.isLessThan(Quantity): bool',
      (left: Quantity, right: Quantity) => left.nanos < right.nanos,
    )
    .registerFunction(
      'Quantity.isGreaterThan(Quantity): bool',
      (left: Quantity, right: Quantity) => left.nanos > right.nanos,
    );
}

/** The verbs of CEL's `format`, of which messages use `%s` and `%d`. */
function formatText(text: string, values: unknown[]): string {
  const rest = [...values];
  return text.replace(
    /%(?:(%)|(?:\.(\d+))?([sdfeboxX]))/g,
    (_, percent, precision, verb) => {
      if (percent) return '%';
      if (rest.length === 0)
        throw new Error(
          'index out of range: format has more verbs than values',
        );
      return formatValue(
        rest.shift(),
        verb,
        precision === undefined ? 6 : Number(precision),
      );
    },
  );
}

function formatValue(value: unknown, verb: string, precision: number): string {
  switch (verb) {
    case 'f':
      return Number(value).toFixed(precision);
    case 'e':
      return Number(value).toExponential(precision);
    case 'b':
      return BigInt(Number(value)).toString(2);
    case 'o':
      return BigInt(Number(value)).toString(8);
    case 'x':
    case 'X': {
      const hexadecimal =
        typeof value === 'string'
          ? Buffer.from(value).toString('hex')
          : BigInt(Number(value)).toString(16);
      return verb === 'X' ? hexadecimal.toUpperCase() : hexadecimal;
    }
    default:
      return Array.isArray(value)
        ? `[${value.map(item => formatValue(item, 's', precision)).join(', ')}]`
        : String(value);
  }
}

function isCidr(text: string): boolean {
  const [address, bits, ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits ?? '')) return false;
  return (
    (isIPv4(address) && Number(bits) <= 32) ||
    (isIPv6(address) && Number(bits) <= 128)
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

function extreme(list: unknown[], direction: 1 | -1, name: string): unknown {
  if (list.length === 0) throw new Error(`${name} called on empty list`);
  return list.reduce((best, item) =>
    compare(item, best) * direction > 0 ? item : best,
  );
}

function isSame(left: unknown, right: unknown): boolean {
  return left === right || compare(left, right) === 0;
}

/** Orders what CEL can order: numbers, text, booleans, times. */
function compare(left: unknown, right: unknown): number {
  const [a, b] = [comparable(left), comparable(right)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function comparable(value: unknown): string | number | bigint | boolean {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    default:
      return value instanceof Date
        ? value.getTime()
        : JSON.stringify(value, (_, entry) =>
            typeof entry === 'bigint' ? `${entry}` : entry,
          );
  }
}
