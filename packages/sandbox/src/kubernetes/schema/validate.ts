import {
  duplicateValue,
  invalidValue,
  notSupported,
  requiredValue,
  tooLong,
  tooMany,
  typeInvalid,
  type Cause,
} from './cause';
import { oldField, oldItem } from './correlate';
import { hasFormat } from './formats';
import {
  isSameJson,
  isObject,
  valueSchema,
  type JsonSchema,
} from './json-schema';

interface Checked {
  value: unknown;
  /** The value before, as far as it can be told which one that was. */
  old: unknown;
  schema: JsonSchema;
  path: string;
}

type Check = (checked: Checked) => Cause[];

const checkType: Check = ({ value, schema, path }) => {
  const type = typeOf(value);
  if (schema['x-kubernetes-int-or-string']) {
    return type === 'string' || type === 'integer'
      ? []
      : [typeInvalid(path, type, 'integer,string', type)];
  }
  if (schema.type === undefined || type === schema.type) return [];
  if (schema.type === 'number' && type === 'integer') return [];
  return [typeInvalid(path, type, schema.type, type)];
};

const checkEnum: Check = ({ value, schema, path }) =>
  !schema.enum || schema.enum.some(allowed => isSameJson(allowed, value))
    ? []
    : [notSupported(path, value, schema.enum)];

const checkNumber: Check = ({ value, schema, path }) => {
  if (typeof value !== 'number') return [];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } =
    schema;
  const isTooSmall =
    minimum !== undefined &&
    (exclusiveMinimum ? value <= minimum : value < minimum);
  const isTooLarge =
    maximum !== undefined &&
    (exclusiveMaximum ? value >= maximum : value > maximum);
  const problems = [
    isTooSmall &&
      `should be greater than ${
        exclusiveMinimum ? '' : 'or equal to '
      }${minimum}`,
    isTooLarge &&
      `should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`,
    multipleOf !== undefined &&
      value % multipleOf !== 0 &&
      `should be a multiple of ${multipleOf}`,
  ];
  return problems
    .filter(problem => problem !== false)
    .map(problem => invalidValue(path, value, inBody(path, problem)));
};

const checkString: Check = ({ value, schema, path }) => {
  if (typeof value !== 'string') return [];
  const { minLength, maxLength, pattern, format } = schema;
  const length = [...value].length;
  const invalid = (problem: string) =>
    invalidValue(path, value, inBody(path, problem));
  return [
    ...(maxLength !== undefined && length > maxLength
      ? [tooLong(path, maxLength)]
      : []),
    ...(minLength !== undefined && length < minLength
      ? [invalid(`should be at least ${minLength} chars long`)]
      : []),
    ...(pattern !== undefined && !patternOf(pattern).test(value)
      ? [invalid(`should match '${pattern}'`)]
      : []),
    ...(format !== undefined && !hasFormat(value, format)
      ? [typeInvalid(path, value, format, value)]
      : []),
  ];
};

const checkArray: Check = ({ value, old, schema, path }) => {
  if (!Array.isArray(value)) return [];
  const { items, minItems, maxItems } = schema;
  return [
    ...(maxItems !== undefined && value.length > maxItems
      ? [tooMany(path, value.length, maxItems)]
      : []),
    ...(minItems !== undefined && value.length < minItems
      ? [
          invalidValue(
            path,
            value.length,
            inBody(path, `should have at least ${minItems} items`),
          ),
        ]
      : []),
    ...value.flatMap((item, index) =>
      items
        ? validate(item, items, oldItem(item, old, schema), `${path}[${index}]`)
        : [],
    ),
    ...duplicates(value, schema, path),
  ];
};

const checkObject: Check = ({ value, old, schema, path }) => {
  if (!isObject(value)) return [];
  const {
    required = [],
    properties = {},
    minProperties,
    maxProperties,
  } = schema;
  const size = Object.keys(value).length;
  const values = valueSchema(schema);
  return [
    ...required
      .filter(key => value[key] === undefined)
      .map(key => requiredValue(join(path, key))),
    ...(maxProperties !== undefined && size > maxProperties
      ? [tooMany(path, size, maxProperties)]
      : []),
    ...(minProperties !== undefined && size < minProperties
      ? [
          invalidValue(
            path,
            size,
            inBody(path, `should have at least ${minProperties} properties`),
          ),
        ]
      : []),
    ...Object.entries(value).flatMap(([key, entry]) => {
      const entrySchema = properties[key] ?? values;
      return entrySchema
        ? validate(entry, entrySchema, oldField(key, old), join(path, key))
        : [];
    }),
  ];
};

const checkCombinations: Check = ({ value, schema, path }) => {
  const { allOf = [], anyOf, oneOf, not } = schema;
  const failuresOf = (alternatives: JsonSchema[]) =>
    alternatives.map(candidate => validate(value, candidate, undefined, path));
  const problem = (text: string) =>
    invalidValue(path, '', `${JSON.stringify(path)} ${text}`);
  const any = anyOf && failuresOf(anyOf);
  const one = oneOf && failuresOf(oneOf);
  const fitting = one?.filter(failures => failures.length === 0).length;
  return [
    ...allOf.flatMap(part => validate(value, part, undefined, path)),
    ...(any && any.every(failures => failures.length > 0)
      ? [problem('must validate at least one schema (anyOf)'), ...fewest(any)]
      : []),
    ...(one && fitting === 0
      ? [
          problem(
            'must validate one and only one schema (oneOf). Found none valid',
          ),
          ...fewest(one),
        ]
      : []),
    ...(fitting !== undefined && fitting > 1
      ? [
          problem(
            `must validate one and only one schema (oneOf). Found ${fitting} valid alternatives`,
          ),
        ]
      : []),
    ...(not && validate(value, not, undefined, path).length === 0
      ? [problem('must not validate the schema (not)')]
      : []),
  ];
};

const CHECKS: Check[] = [
  checkEnum,
  checkNumber,
  checkString,
  checkArray,
  checkObject,
  checkCombinations,
];

/**
 * Everything about a value that its schema does not allow. What is as it was
 * before is not refused, so that a schema can become stricter (validation
 * ratcheting).
 */
export function validate(
  value: unknown,
  schema: JsonSchema,
  old?: unknown,
  path = '',
): Cause[] {
  if (value === undefined) return [];
  if (old !== undefined && isSameJson(value, old)) return [];
  if (value === null)
    return schema.nullable
      ? []
      : [typeInvalid(path, 'null', schema.type ?? 'object', 'null')];
  const checked = { value, old, schema, path };
  const wrongType = checkType(checked);
  return wrongType.length > 0
    ? wrongType
    : CHECKS.flatMap(check => check(checked));
}

/** The alternative that came closest says best what is missing. */
function fewest(alternatives: Cause[][]): Cause[] {
  return alternatives.reduce((best, failures) =>
    failures.length < best.length ? failures : best,
  );
}

/** Lists that are sets or have keys hold nothing twice. */
function duplicates(
  list: unknown[],
  schema: JsonSchema,
  path: string,
): Cause[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const identities = list.map(item =>
    type === 'map' && isObject(item)
      ? Object.fromEntries(
          keys
            .filter(key => item[key] !== undefined)
            .map(key => [key, item[key]]),
        )
      : item,
  );
  return identities.flatMap((identity, index) =>
    identities.slice(0, index).some(earlier => isSameJson(earlier, identity))
      ? [duplicateValue(`${path}[${index}]`, identity)]
      : [],
  );
}

const patterns = new Map<string, RegExp>();

/** Go's regular expressions know inline flags at the start, JavaScript's do not. */
function patternOf(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known) return known;
  const [, flags = '', source] =
    /^(?:\(\?([ims]+)\))?(.*)$/s.exec(pattern) ?? [];
  const compiled = new RegExp(source ?? pattern, flags);
  patterns.set(pattern, compiled);
  return compiled;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number')
    return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function inBody(path: string, problem: string): string {
  return `${path || '<nil>'} in body ${problem}`;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
