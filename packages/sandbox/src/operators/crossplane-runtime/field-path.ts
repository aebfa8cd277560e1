import { isObject } from '../../kubernetes/schema/json-schema';

/** A part of a field path: a key, or an index of a list. */
type Segment = string | number;

const SEGMENT = /([^.[\]]+)|\[([^\]]*)\]/g;

/** Reads a field path such as `spec.list[0].value` or `metadata.annotations[example.org/key]` (crossplane-runtime 2.3, fieldpath). */
export function parseFieldPath(path: string): Segment[] {
  const segments = [...path.matchAll(SEGMENT)].map(([, key, bracketed]) => {
    if (key !== undefined) return key;
    return /^\d+$/.test(bracketed)
      ? Number(bracketed)
      : bracketed.replace(/^(['"])(.*)\1$/, '$2');
  });
  if (segments.length === 0) throw new Error(`cannot parse path "${path}"`);
  return segments;
}

/** The value at a field path. Throws when there is none. */
export function valueAt(object: unknown, path: string): unknown {
  return parseFieldPath(path).reduce<unknown>((value, segment) => {
    const next = childOf(value, segment);
    if (next === undefined) throw new Error(`${path}: no such field`);
    return next;
  }, object);
}

/** A copy of a JSON value with another value at a field path. */
export function withValueAt(
  target: unknown,
  path: string,
  value: unknown,
): unknown {
  return withSegments(target, parseFieldPath(path), value);
}

function childOf(value: unknown, segment: Segment): unknown {
  if (typeof segment === 'number')
    return Array.isArray(value) ? value[segment] : undefined;
  return isObject(value) ? value[segment] : undefined;
}

function withSegments(
  target: unknown,
  [segment, ...rest]: Segment[],
  value: unknown,
): unknown {
  if (segment === undefined) return value;
  if (typeof segment === 'number') {
    const list = Array.isArray(target) ? [...target] : [];
    list[segment] = withSegments(list[segment], rest, value);
    return list;
  }
  const object = isObject(target) ? target : {};
  return { ...object, [segment]: withSegments(object[segment], rest, value) };
}
