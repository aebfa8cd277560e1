import type { SecretValues } from './secret-data';

type Filter = (value: string, ...args: string[]) => string;

/** Functions of ESO's template engine v2 that are cheap to have. */
const FILTERS: Record<string, Filter> = {
  b64enc: value => Buffer.from(value).toString('base64'),
  b64dec: value => Buffer.from(value, 'base64').toString('utf8'),
  lower: value => value.toLowerCase(),
  upper: value => value.toUpperCase(),
  trim: value => value.trim(),
  quote: value => JSON.stringify(value),
  squote: value => `'${value}'`,
  toString: (value: string) => value,
  // Go's url.QueryEscape writes a space as "+".
  urlquery: (value: string) =>
    encodeURIComponent(value)
      .replace(/%20/g, '+')
      .replace(
        /[!'()*]/g,
        char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
  default: (value, fallback) => (value === '' ? fallback : value),
};

const EXPRESSION = /\{\{-?\s*(.+?)\s*-?\}\}/g;
const TOKEN = /"((?:[^"\\]|\\.)*)"|(\S+)/g;

/**
 * Renders a Go template of the kind that Secrets need: `{{ .key }}`, pipes, and a
 * function before its argument.
 */
export function renderTemplate(template: string, values: SecretValues): string {
  return template.replace(EXPRESSION, (_match, expression: string) => {
    const [first, ...filters] = expression.split('|').map(part => part.trim());
    return filters.reduce(
      (value, filter) => applyFilter(filter, value),
      evaluate(first, values),
    );
  });
}

function evaluate(text: string, values: SecretValues): string {
  const tokens = tokensOf(text);
  if (tokens.length === 1) return operand(tokens[0], values);
  const [name, ...args] = tokens;
  const operands = args.map(argument => operand(argument, values));
  const value = operands.pop() ?? '';
  return filterOf(name.text)(value, ...operands);
}

function applyFilter(text: string, value: string): string {
  const [name, ...args] = tokensOf(text);
  return filterOf(name.text)(value, ...args.map(argument => argument.text));
}

interface Token {
  text: string;
  quoted: boolean;
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map(([, quoted, plain]) =>
    quoted === undefined
      ? { text: plain, quoted: false }
      : { text: quoted, quoted: true },
  );
}

function operand({ text, quoted }: Token, values: SecretValues): string {
  if (quoted) return text;
  const value = text.startsWith('.') ? values[text.slice(1)] : undefined;
  if (!value)
    throw new Error(
      `unable to execute template: map has no entry for key "${text.replace(
        /^\./,
        '',
      )}"`,
    );
  return value.toString('utf8');
}

function filterOf(name: string): Filter {
  const filter = FILTERS[name];
  if (!filter)
    throw new Error(`unable to parse template: function "${name}" not defined`);
  return filter;
}
