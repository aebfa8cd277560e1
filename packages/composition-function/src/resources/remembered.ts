import { LRUCache } from 'lru-cache';

/** Results of one function that are remembered: those for some of the largest claims. */
const MOST = 5_000;

/** No name that a claim may hold has it. */
const SEPARATOR = '\n';

/**
 * A function that gives again what it gave before for the same arguments. Crossplane asks
 * for everything with each call, of which next to nothing has changed since the last one.
 * The function must know nothing but its arguments, and nobody may change what it gives.
 */
export function remembered<
  Arguments extends readonly (string | undefined)[],
  Result extends object | string,
>(make: (...args: Arguments) => Result): (...args: Arguments) => Result {
  const results = new LRUCache<string, Result>({ max: MOST });
  return (...args) => {
    const key = args.join(SEPARATOR);
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = make(...args);
    results.set(key, result);
    return result;
  };
}

/**
 * The same for what is made of an object: it is remembered as long as the object, for
 * every list of arguments.
 */
export function rememberedOf<
  Subject extends object,
  Arguments extends readonly string[],
  Result,
>(
  make: (subject: Subject, ...args: Arguments) => Result,
): (subject: Subject, ...args: Arguments) => Result {
  const known = new WeakMap<Subject, { args: Arguments; result: Result }[]>();
  return (subject, ...args) => {
    const results = known.get(subject) ?? [];
    const former = results.find(one => isSame(one.args, args));
    if (former) return former.result;
    const result = make(subject, ...args);
    known.set(subject, [...results, { args, result }]);
    return result;
  };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return (
    one.length === other.length &&
    one.every((argument, index) => argument === other[index])
  );
}
