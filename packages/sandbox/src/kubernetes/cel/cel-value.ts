import { isObject, valueSchema, type JsonSchema } from '../schema/json-schema';

/** Names that CEL reserves; fields of such names are written `__name__` in rules. */
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return void while var'.split(
    ' ',
  ),
);

/** What CEL makes of texts with a format. */
export interface FormatParsers {
  timestamp: (text: string) => unknown;
  duration: (text: string) => unknown;
}

/** A JSON value as rules see it: whole numbers are integers, and names are escaped. */
export function toCelValue(
  value: unknown,
  schema: JsonSchema | undefined,
  parsers: FormatParsers,
): unknown {
  if (typeof value === 'number') return celNumber(value, schema);
  if (typeof value === 'string') return celText(value, schema, parsers);
  // The library knows only arrays of its own realm, and jest has several.
  if (Array.isArray(value))
    return Array.from(value, item => toCelValue(item, schema?.items, parsers));
  if (!isObject(value)) return value;
  const values = schema && valueSchema(schema);
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      const property = schema?.properties?.[key];
      return [
        property ? escapeName(key) : key,
        toCelValue(entry, property ?? values, parsers),
      ];
    }),
  );
}

function celNumber(value: number, schema: JsonSchema | undefined): unknown {
  return schema?.type === 'number' || !Number.isInteger(value)
    ? value
    : BigInt(value);
}

function celText(
  value: string,
  schema: JsonSchema | undefined,
  parsers: FormatParsers,
): unknown {
  if (schema?.format === 'date-time' || schema?.format === 'date')
    return parsers.timestamp(value);
  return schema?.format === 'duration' ? parsers.duration(value) : value;
}

function escapeName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}
