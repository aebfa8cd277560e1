import { JSONPath } from 'jsonpath-plus';

/** One step of a path: a filter, a quoted name or an index in brackets, or a name with escapes. */
const STEP =
  /\[\?\((.+?)\)\]|\[(['"])(.*?)\2\]|\[([^\]]+)\]|(\.\.?)((?:\\.|[^.[\\])+)/gy;

/**
 * The first value at a path in the JSONPath dialect of Kubernetes, such as
 * `.status.conditions[?(@.type=='Ready')].status` or
 * `.metadata.annotations.crossplane\.io/external-name`.
 */
export function firstValueAt(path: string, value: object): unknown {
  const found: unknown[] = JSONPath({
    path: stepsOf(path),
    json: value,
    eval: 'safe',
    wrap: true,
  });
  return found[0];
}

/** The path in the form in which jsonpath-plus takes names with dots and slashes. */
function stepsOf(path: string): string[] {
  const text = path.startsWith('.') || path.startsWith('[') ? path : `.${path}`;
  return ['$', ...[...text.matchAll(STEP)].flatMap(stepOf)];
}

function stepOf([, filter, , quoted, index, dots, name]: RegExpMatchArray) {
  if (filter !== undefined) return [`?(${filter})`];
  if (quoted !== undefined) return [quoted];
  if (index !== undefined) return [indexStep(index)];
  const plain = name.replace(/\\(.)/g, '$1');
  return dots === '..' ? ['..', plain] : [plain];
}

/** Negative indexes count from the end. */
function indexStep(index: string): string {
  return /^-\d+$/.test(index) ? `${index}:` : index;
}
