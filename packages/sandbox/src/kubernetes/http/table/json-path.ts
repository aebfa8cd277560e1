import { JSONPath } from 'jsonpath-plus';

/** One step of a path: a filter or index in brackets, a quoted name, or a name with escapes. */
const STEP =
  /\[\?\((.+?)\)\]|\[(['"])(.*?)\2\]|\[([^\]]+)\]|\.\.|\.((?:\\.|[^.[\\])+)/gy;

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

/** The path in the form that jsonpath-plus takes apart names with dots and slashes. */
function stepsOf(path: string): string[] {
  const text = path.startsWith('.') || path.startsWith('[') ? path : `.${path}`;
  const steps = ['$'];
  STEP.lastIndex = 0;
  for (
    let match = STEP.exec(text);
    match !== null;
    match = STEP.lastIndex < text.length ? STEP.exec(text) : null
  ) {
    const [all, filter, , quoted, index, name] = match;
    if (filter !== undefined) steps.push(`?(${filter})`);
    else if (quoted !== undefined) steps.push(quoted);
    else if (index !== undefined) steps.push(indexStep(index));
    else if (name !== undefined) steps.push(name.replace(/\\(.)/g, '$1'));
    else steps.push(all);
  }
  return steps;
}

/** Negative indexes count from the end. */
function indexStep(index: string): string {
  return /^-\d+$/.test(index) ? `${index}:` : index;
}
