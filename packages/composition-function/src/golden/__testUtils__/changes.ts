import { isDeepStrictEqual } from 'node:util';

/**
 * The fields of an object that are not as they were, each with what it is now; null for
 * what is gone. Lists are told as a whole.
 */
export function changesBetween(before: object, after: object): object {
  const former = new Map<string, unknown>(Object.entries(before));
  const next = new Map<string, unknown>(Object.entries(after));
  const gone = [...former.keys()].filter(name => !next.has(name));
  return Object.fromEntries([
    ...[...next]
      .filter(([name, value]) => !isDeepStrictEqual(value, former.get(name)))
      .map(([name, value]) => [name, changeOf(former.get(name), value)]),
    ...gone.map(name => [name, null]),
  ]);
}

function changeOf(before: unknown, after: unknown): unknown {
  return isFields(before) && isFields(after)
    ? changesBetween(before, after)
    : after;
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
