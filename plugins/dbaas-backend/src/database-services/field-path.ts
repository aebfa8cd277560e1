/**
 * The value at a field path such as `spec.parameters.size`. `[*]` after a name
 * stands for every item of a list: `spec.databases[*].name`.
 */
export function valueAt(object: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, segment) => step(value, segment), object);
}

function step(value: unknown, segment: string): unknown {
  if (Array.isArray(value)) return value.map(item => step(item, segment));
  const name = segment.replace(/\[\*\]$/, '');
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
