import {
  isObject,
  valueSchema,
  type JsonObject,
  type JsonSchema,
} from './json-schema';

/** One reason why an object is refused, in the words of the API server. */
export interface Cause {
  reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueNotSupported'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueDuplicate'
    | 'FieldValueTypeInvalid'
    | 'FieldValueForbidden'
    | 'FieldManagerConflict'
    | 'NamespaceTerminating';
  field: string;
  message: string;
}

type Check = (value: unknown, schema: JsonSchema, path: string) => Cause[];

/** Everything about a value that its schema does not allow. */
export function validate(
  value: unknown,
  schema: JsonSchema,
  path = '',
): Cause[] {
  if (value === undefined) return [];
  if (value === null)
    return schema.nullable
      ? []
      : [typeCause(value, schema.type ?? 'object', path)];
  const wrongType = checkType(value, schema, path);
  if (wrongType.length > 0) return wrongType;
  return CHECKS.flatMap(check => check(value, schema, path));
}

const checkType: Check = (value, schema, path) => {
  if (schema['x-kubernetes-int-or-string']) {
    return typeof value === 'string' || Number.isInteger(value)
      ? []
      : [typeCause(value, 'integer,string', path)];
  }
  if (schema.type === undefined || typeOf(value) === schema.type) return [];
  if (schema.type === 'number' && typeOf(value) === 'integer') return [];
  return [typeCause(value, schema.type, path)];
};

const checkEnum: Check = (value, schema, path) => {
  if (
    !schema.enum ||
    schema.enum.some(
      allowed => JSON.stringify(allowed) === JSON.stringify(value),
    )
  )
    return [];
  const supported = schema.enum
    .map(allowed => JSON.stringify(allowed))
    .join(', ');
  return [
    {
      reason: 'FieldValueNotSupported',
      field: path,
      message: `Unsupported value: ${quote(
        value,
      )}: supported values: ${supported}`,
    },
  ];
};

const checkNumber: Check = (value, schema, path) => {
  if (typeof value !== 'number') return [];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } =
    schema;
  const problems = [
    minimum !== undefined &&
      (exclusiveMinimum ? value <= minimum : value < minimum) &&
      `should be greater than ${
        exclusiveMinimum ? '' : 'or equal to '
      }${minimum}`,
    maximum !== undefined &&
      (exclusiveMaximum ? value >= maximum : value > maximum) &&
      `should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`,
    multipleOf !== undefined &&
      value % multipleOf !== 0 &&
      `should be a multiple of ${multipleOf}`,
  ];
  return problems
    .filter(problem => problem !== false)
    .map(problem => invalidIn(path, value, problem));
};

const checkString: Check = (value, schema, path) => {
  if (typeof value !== 'string') return [];
  const { minLength, maxLength, pattern, format } = schema;
  const causes: Cause[] = [];
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength) {
    causes.push({
      reason: 'FieldValueTooLong',
      field: path,
      message: `Too long: may not be more than ${maxLength} bytes`,
    });
  }
  if (minLength !== undefined && length < minLength)
    causes.push(
      invalidIn(path, value, `should be at least ${minLength} chars long`),
    );
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
    causes.push(invalidIn(path, value, `should match '${pattern}'`));
  if (format === 'date-time' && Number.isNaN(Date.parse(value)))
    causes.push(invalidIn(path, value, 'must be of type date-time'));
  return causes;
};

const checkArray: Check = (value, schema, path) => {
  if (!Array.isArray(value)) return [];
  const { items, minItems, maxItems } = schema;
  const causes: Cause[] = [];
  if (maxItems !== undefined && value.length > maxItems) {
    causes.push({
      reason: 'FieldValueTooMany',
      field: path,
      message: `Too many: ${value.length}: must have at most ${maxItems} items`,
    });
  }
  if (minItems !== undefined && value.length < minItems)
    causes.push(
      invalidIn(path, value.length, `should have at least ${minItems} items`),
    );
  const elements = items
    ? value.flatMap((item, index) => validate(item, items, `${path}[${index}]`))
    : [];
  return [...causes, ...elements, ...duplicates(value, schema, path)];
};

const checkObject: Check = (value, schema, path) => {
  if (!isObject(value)) return [];
  const {
    required = [],
    properties = {},
    minProperties,
    maxProperties,
  } = schema;
  const missing = required
    .filter(key => value[key] === undefined)
    .map(
      (key): Cause => ({
        reason: 'FieldValueRequired',
        field: join(path, key),
        message: 'Required value',
      }),
    );
  const size = Object.keys(value).length;
  const counts: Cause[] = [
    ...(maxProperties !== undefined && size > maxProperties
      ? [invalidIn(path, size, `must have at most ${maxProperties} properties`)]
      : []),
    ...(minProperties !== undefined && size < minProperties
      ? [
          invalidIn(
            path,
            size,
            `must have at least ${minProperties} properties`,
          ),
        ]
      : []),
  ];
  const values = valueSchema(schema);
  const entries = Object.entries(value).flatMap(([key, entry]) => {
    const entrySchema = properties[key] ?? values;
    return entrySchema ? validate(entry, entrySchema, join(path, key)) : [];
  });
  return [...missing, ...counts, ...entries];
};

const checkCombinations: Check = (value, schema, path) => {
  const fits = (candidate: JsonSchema) =>
    validate(value, candidate, path).length === 0;
  const problems = [
    schema.anyOf &&
      !schema.anyOf.some(fits) &&
      'must validate at least one schema (anyOf)',
    schema.oneOf &&
      schema.oneOf.filter(fits).length !== 1 &&
      'must validate one and only one schema (oneOf)',
    schema.not && fits(schema.not) && 'must not validate the schema (not)',
  ];
  return [
    ...(schema.allOf ?? []).flatMap(part => validate(value, part, path)),
    ...problems
      .filter(problem => typeof problem === 'string')
      .map(problem => invalidIn(path, value, problem)),
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

function duplicates(
  list: unknown[],
  schema: JsonSchema,
  path: string,
): Cause[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const identity = (item: unknown) =>
    type === 'map' && isObject(item) ? pick(item, keys) : item;
  const seen = new Set<string>();
  return list.flatMap((item, index) => {
    const id = JSON.stringify(identity(item));
    const repeated = seen.has(id);
    seen.add(id);
    return repeated
      ? [
          {
            reason: 'FieldValueDuplicate' as const,
            field: `${path}[${index}]`,
            message: `Duplicate value: ${id}`,
          },
        ]
      : [];
  });
}

function pick(item: JsonObject, keys: string[]): JsonObject {
  return Object.fromEntries(keys.map(key => [key, item[key]]));
}

function invalidIn(path: string, value: unknown, problem: string): Cause {
  return {
    reason: 'FieldValueInvalid',
    field: path,
    message: `Invalid value: ${quote(value)}: ${
      path || '<nil>'
    } in body ${problem}`,
  };
}

function typeCause(value: unknown, type: string, path: string): Cause {
  return {
    reason: 'FieldValueTypeInvalid',
    field: path,
    message: `Invalid value: ${JSON.stringify(typeOf(value))}: ${
      path || '<nil>'
    } in body must be of type ${type}: ${JSON.stringify(typeOf(value))}`,
  };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number')
    return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function quote(value: unknown): string {
  return isObject(value) || Array.isArray(value)
    ? JSON.stringify(JSON.stringify(value))
    : JSON.stringify(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
