/**
 * A deep copy of what is made of objects, lists and plain values, as JSON is. Every
 * object that an operator sees is one, and `structuredClone` takes many times as long.
 */
export function copyJson<T>(value: T): T;
export function copyJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(item => copyJson(item));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) copy[key] = copyJson(entry);
  return copy;
}
