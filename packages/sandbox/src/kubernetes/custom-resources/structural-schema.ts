import { compileExpression } from '../cel/expression';
import {
  forbiddenValue,
  invalidValue,
  notSupported,
  requiredValue,
  type Cause,
} from '../schema/cause';
import type { JsonSchema, ValidationRule } from '../schema/json-schema';
import { validate } from '../schema/validate';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
/** Fields that structural schemas have outside of logical junctors only. */
const NOT_IN_JUNCTORS = [
  'type',
  'default',
  'additionalProperties',
  'nullable',
  'title',
  'description',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-validations',
] as const satisfies (keyof JsonSchema)[];

type Position = 'root' | 'object fields' | 'array items';

/** What makes a schema not structural, or wrong in itself. */
export function structuralCauses(
  schema: JsonSchema,
  path: string,
  position: Position = 'root',
): Cause[] {
  return [
    ...typeCauses(schema, path, position),
    ...shapeCauses(schema, path),
    ...listCauses(schema, path),
    ...patternCauses(schema, path),
    ...(schema['x-kubernetes-validations'] ?? []).flatMap((rule, index) =>
      ruleCauses(rule, `${path}.x-kubernetes-validations[${index}]`),
    ),
    ...junctorCauses(schema, path),
    ...children(schema, path).flatMap(({ child, at, position: where }) =>
      structuralCauses(child, at, where),
    ),
  ];
}

interface Child {
  child: JsonSchema;
  at: string;
  position: Position;
}

function children(
  { properties = {}, items, additionalProperties }: JsonSchema,
  path: string,
): Child[] {
  return [
    ...Object.entries(properties).map(
      ([name, child]): Child => ({
        child,
        at: `${path}.properties[${name}]`,
        position: 'object fields',
      }),
    ),
    ...(items
      ? [
          {
            child: items,
            at: `${path}.items`,
            position: 'array items' as const,
          },
        ]
      : []),
    ...(typeof additionalProperties === 'object'
      ? [
          {
            child: additionalProperties,
            at: `${path}.additionalProperties`,
            position: 'object fields' as const,
          },
        ]
      : []),
  ];
}

function typeCauses(
  schema: JsonSchema,
  path: string,
  position: Position,
): Cause[] {
  const isAnything =
    schema['x-kubernetes-preserve-unknown-fields'] ||
    schema['x-kubernetes-int-or-string'];
  if (schema.type === undefined) {
    return isAnything
      ? []
      : [
          requiredValue(
            `${path}.type`,
            `must not be empty for specified ${position}`,
          ),
        ];
  }
  if (!TYPES.includes(schema.type))
    return [notSupported(`${path}.type`, schema.type, TYPES)];
  if (schema['x-kubernetes-int-or-string']) {
    return [
      invalidValue(
        `${path}.type`,
        schema.type,
        'must be empty if x-kubernetes-int-or-string is true',
      ),
    ];
  }
  return schema['x-kubernetes-embedded-resource'] && schema.type !== 'object'
    ? [
        invalidValue(
          `${path}.type`,
          schema.type,
          'must be object if x-kubernetes-embedded-resource is true',
        ),
      ]
    : [];
}

function shapeCauses(schema: JsonSchema, path: string): Cause[] {
  return [
    ...(schema.type === 'array' && schema.items === undefined
      ? [requiredValue(`${path}.items`, 'must be specified')]
      : []),
    ...(schema.properties && schema.additionalProperties
      ? [
          forbiddenValue(
            `${path}.additionalProperties`,
            'additionalProperties and properties are mutual exclusive',
          ),
        ]
      : []),
    ...(schema.uniqueItems
      ? [
          forbiddenValue(
            `${path}.uniqueItems`,
            'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
          ),
        ]
      : []),
  ];
}

function listCauses(schema: JsonSchema, path: string): Cause[] {
  const type = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'];
  if (keys && type !== 'map') {
    return [
      invalidValue(
        `${path}.x-kubernetes-list-map-keys`,
        keys,
        'must not be set if x-kubernetes-list-type is not map',
      ),
    ];
  }
  if (type === undefined) return [];
  if (schema.type !== 'array') {
    return [
      invalidValue(
        `${path}.type`,
        schema.type ?? '',
        'must be array if x-kubernetes-list-type is specified',
      ),
    ];
  }
  if (type !== 'map') return [];
  if (!keys || keys.length === 0) {
    return [
      requiredValue(
        `${path}.x-kubernetes-list-map-keys`,
        'must not be empty if x-kubernetes-list-type is map',
      ),
    ];
  }
  const { properties = {}, required = [] } = schema.items ?? {};
  return keys.flatMap((key, index) => {
    if (properties[key] === undefined) {
      return [
        invalidValue(
          `${path}.x-kubernetes-list-map-keys[${index}]`,
          key,
          'must not be a key that is not a property of the items',
        ),
      ];
    }
    const isSet =
      required.includes(key) || properties[key].default !== undefined;
    return isSet
      ? []
      : [
          requiredValue(
            `${path}.items.properties[${key}].default`,
            'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
          ),
        ];
  });
}

function patternCauses({ pattern }: JsonSchema, path: string): Cause[] {
  if (pattern === undefined) return [];
  try {
    RegExp(pattern.replace(/^\(\?[ims]+\)/, ''));
    return [];
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return [
      invalidValue(
        `${path}.pattern`,
        pattern,
        `must be a valid regular expression, but isn't: ${problem}`,
      ),
    ];
  }
}

/** Defaults that their own schema, which must be a good one, would refuse. */
export function defaultCauses(schema: JsonSchema, path: string): Cause[] {
  const own =
    schema.default === undefined
      ? []
      : validate(schema.default, schema, undefined, `${path}.default`);
  return [
    ...own,
    ...children(schema, path).flatMap(({ child, at }) =>
      defaultCauses(child, at),
    ),
  ];
}

function ruleCauses(
  { rule, messageExpression }: ValidationRule,
  path: string,
): Cause[] {
  if (rule.trim() === '')
    return [requiredValue(`${path}.rule`, 'rule is not specified')];
  return [
    ...expressionCauses(rule, `${path}.rule`),
    ...(messageExpression
      ? expressionCauses(messageExpression, `${path}.messageExpression`)
      : []),
  ];
}

function expressionCauses(expression: string, field: string): Cause[] {
  try {
    compileExpression(expression);
    return [];
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return [invalidValue(field, expression, `compilation failed: ${problem}`)];
  }
}

function junctorCauses(
  { allOf = [], anyOf = [], oneOf = [], not, ...schema }: JsonSchema,
  path: string,
): Cause[] {
  const parts = [
    ...allOf.map((part, index) => ({ part, at: `${path}.allOf[${index}]` })),
    ...anyOf.map((part, index) => ({ part, at: `${path}.anyOf[${index}]` })),
    ...oneOf.map((part, index) => ({ part, at: `${path}.oneOf[${index}]` })),
    ...(not ? [{ part: not, at: `${path}.not` }] : []),
  ];
  return parts.flatMap(({ part, at }) =>
    NOT_IN_JUNCTORS.filter(
      field => part[field] !== undefined && !isIntOrStringType(schema, field),
    ).map(field =>
      forbiddenValue(`${at}.${field}`, 'must be empty to be structural'),
    ),
  );
}

/** `anyOf: [{type: integer}, {type: string}]` is how int-or-string fields are written. */
function isIntOrStringType(schema: JsonSchema, field: string): boolean {
  return field === 'type' && schema['x-kubernetes-int-or-string'] === true;
}
