import { applyDefaults } from './defaults';
import type { JsonSchema } from './json-schema';
import { prune } from './prune';
import { validate } from './validate';
import { checkRules } from './validation-rules';

const text: JsonSchema = { type: 'string' };
const integer: JsonSchema = { type: 'integer' };
const object = (
  properties: Record<string, JsonSchema>,
  more: JsonSchema = {},
): JsonSchema => ({ type: 'object', properties, ...more });
const list = (items: JsonSchema, more: JsonSchema = {}): JsonSchema => ({
  type: 'array',
  items,
  ...more,
});

describe('prune', () => {
  it.each<[string, JsonSchema, Record<string, unknown>, object, string[]]>([
    [
      'unknown fields, at any depth',
      object({ spec: object({ a: text }) }),
      { spec: { a: '1', b: 1 }, x: 1 },
      { spec: { a: '1' } },
      ['spec.b', 'x'],
    ],
    [
      'in list items',
      object({ l: list(object({ a: text })) }),
      { l: [{ a: '1' }, { b: 1 }] },
      { l: [{ a: '1' }, {}] },
      ['l[1].b'],
    ],
    [
      'in map values',
      object({
        m: { type: 'object', additionalProperties: object({ a: text }) },
      }),
      { m: { k: { b: 1 } } },
      { m: { k: {} } },
      ['m.k.b'],
    ],
    [
      'not what is to be preserved',
      object({
        o: object({}, { 'x-kubernetes-preserve-unknown-fields': true }),
      }),
      { o: { x: { y: 1 } } },
      { o: { x: { y: 1 } } },
      [],
    ],
    [
      'but what is declared below it',
      object({
        o: object(
          { d: object({ a: text }) },
          { 'x-kubernetes-preserve-unknown-fields': true },
        ),
      }),
      { o: { d: { x: 1 }, e: 1 } },
      { o: { d: {}, e: 1 } },
      ['o.d.x'],
    ],
    [
      'not the envelope',
      object({}),
      {
        apiVersion: 'v1',
        kind: 'X',
        metadata: { name: 'a', labels: { b: 'c' } },
      },
      {
        apiVersion: 'v1',
        kind: 'X',
        metadata: { name: 'a', labels: { b: 'c' } },
      },
      [],
    ],
    [
      'but what metadata does not have',
      object({}),
      { metadata: { name: 'a', nme: 'b' } },
      { metadata: { name: 'a' } },
      ['metadata.nme'],
    ],
    [
      'nor the envelope of an embedded resource',
      object({ o: object({}, { 'x-kubernetes-embedded-resource': true }) }),
      { o: { apiVersion: 'v1', kind: 'X', metadata: { name: 'a' }, spec: {} } },
      { o: { apiVersion: 'v1', kind: 'X', metadata: { name: 'a' } } },
      ['o.spec'],
    ],
  ])('%s', (_, schema, value, expected, removed) => {
    expect(prune(value, schema)).toEqual(removed);
    expect(value).toEqual(expected);
  });
});

describe('applyDefaults', () => {
  it.each<[string, JsonSchema, Record<string, unknown>, object]>([
    [
      'fills in what is missing',
      object({ a: { ...text, default: 'x' } }),
      {},
      { a: 'x' },
    ],
    [
      'goes into defaults',
      object({ o: object({ a: { ...text, default: 'x' } }, { default: {} }) }),
      {},
      { o: { a: 'x' } },
    ],
    [
      'makes no parents',
      object({ o: object({ a: { ...text, default: 'x' } }) }),
      {},
      {},
    ],
    [
      'in list items and map values',
      object({
        l: list(object({ a: { ...text, default: 'x' } })),
        m: {
          type: 'object',
          additionalProperties: object({ a: { ...text, default: 'y' } }),
        },
      }),
      { l: [{}], m: { k: {} } },
      { l: [{ a: 'x' }], m: { k: { a: 'y' } } },
    ],
    [
      'replaces a null that may not be',
      object({ a: { ...text, default: 'x' }, b: text }),
      { a: null, b: null },
      { a: 'x' },
    ],
    [
      'keeps a null that may be',
      object({ a: { ...text, nullable: true, default: 'x' } }),
      { a: null },
      { a: null },
    ],
    [
      'keeps false and zero',
      object({
        a: { type: 'boolean', default: true },
        b: { ...integer, default: 1 },
      }),
      { a: false, b: 0 },
      { a: false, b: 0 },
    ],
  ])('%s', (_, schema, value, expected) => {
    applyDefaults(value, schema);
    expect(value).toEqual(expected);
  });
});

describe('validate', () => {
  const messages = (value: unknown, schema: JsonSchema, old?: unknown) =>
    validate(value, schema, old).map(
      ({ field, message }) => `${field}: ${message}`,
    );

  it.each<[JsonSchema, unknown, string[]]>([
    [
      integer,
      'x',
      [
        'a: Invalid value: "string": a in body must be of type integer: "string"',
      ],
    ],
    [
      integer,
      1.5,
      [
        'a: Invalid value: "number": a in body must be of type integer: "number"',
      ],
    ],
    [
      integer,
      null,
      ['a: Invalid value: "null": a in body must be of type integer: "null"'],
    ],
    [{ ...integer, nullable: true }, null, []],
    [{ type: 'number' }, 1, []],
    [
      { 'x-kubernetes-int-or-string': true },
      true,
      [
        'a: Invalid value: "boolean": a in body must be of type integer,string: "boolean"',
      ],
    ],
    [{ 'x-kubernetes-int-or-string': true }, '5Gi', []],
    [
      { ...integer, minimum: 1 },
      0,
      ['a: Invalid value: 0: a in body should be greater than or equal to 1'],
    ],
    [
      { ...integer, minimum: 1, exclusiveMinimum: true },
      1,
      ['a: Invalid value: 1: a in body should be greater than 1'],
    ],
    [
      { ...integer, maximum: 5 },
      6,
      ['a: Invalid value: 6: a in body should be less than or equal to 5'],
    ],
    [
      { ...integer, multipleOf: 2 },
      3,
      ['a: Invalid value: 3: a in body should be a multiple of 2'],
    ],
    [
      { ...text, enum: ['x', 'y'] },
      'z',
      ['a: Unsupported value: "z": supported values: "x", "y"'],
    ],
    [
      { ...text, minLength: 2 },
      'é',
      ['a: Invalid value: "é": a in body should be at least 2 chars long'],
    ],
    [
      { ...text, maxLength: 2 },
      'abc',
      ['a: Too long: may not be more than 2 bytes'],
    ],
    [
      { ...text, pattern: '^[a-z]+$' },
      'A',
      ['a: Invalid value: "A": a in body should match \'^[a-z]+$\''],
    ],
    [{ ...text, pattern: '(?i)^a$' }, 'A', []],
    [
      { ...text, format: 'date-time' },
      'today',
      [
        'a: Invalid value: "today": a in body must be of type date-time: "today"',
      ],
    ],
    [{ ...text, format: 'unknown' }, 'x', []],
    [
      list(integer, { maxItems: 1 }),
      [1, 2],
      ['a: Too many: 2: must have at most 1 items'],
    ],
    [
      list(integer, { minItems: 1 }),
      [],
      ['a: Invalid value: 0: a in body should have at least 1 items'],
    ],
    [
      list(integer),
      [1, 'x'],
      [
        'a[1]: Invalid value: "string": a[1] in body must be of type integer: "string"',
      ],
    ],
    [
      list(text, { 'x-kubernetes-list-type': 'set' }),
      ['x', 'y', 'x'],
      ['a[2]: Duplicate value: "x"'],
    ],
    [
      list(object({ n: text, p: integer }), {
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['n'],
      }),
      [
        { n: 'x', p: 1 },
        { n: 'x', p: 2 },
      ],
      ['a[1]: Duplicate value: map[string]interface {}{"n":"x"}'],
    ],
    [object({ b: text }, { required: ['b'] }), {}, ['a.b: Required value']],
    [
      { type: 'object', additionalProperties: integer },
      { k: 'x' },
      [
        'a.k: Invalid value: "string": a.k in body must be of type integer: "string"',
      ],
    ],
    [
      { type: 'object', additionalProperties: true, maxProperties: 1 },
      { x: 1, y: 2 },
      ['a: Too many: 2: must have at most 1 items'],
    ],
    [
      object(
        { x: text, y: text },
        { oneOf: [{ required: ['x'] }, { required: ['y'] }] },
      ),
      {},
      [
        'a: Invalid value: "": "a" must validate one and only one schema (oneOf). Found none valid',
        'a.x: Required value',
      ],
    ],
    [
      object(
        { x: text, y: text },
        { oneOf: [{ required: ['x'] }, { required: ['y'] }] },
      ),
      { x: '1', y: '2' },
      [
        'a: Invalid value: "": "a" must validate one and only one schema (oneOf). Found 2 valid alternatives',
      ],
    ],
    [
      object({ x: text }, { anyOf: [{ required: ['x'] }] }),
      {},
      [
        'a: Invalid value: "": "a" must validate at least one schema (anyOf)',
        'a.x: Required value',
      ],
    ],
    [
      object({ x: text }, { not: { required: ['x'] } }),
      { x: '1' },
      ['a: Invalid value: "": "a" must not validate the schema (not)'],
    ],
  ])('%j with %j', (schema, value, expected) => {
    expect(messages({ a: value }, object({ a: schema }))).toEqual(expected);
  });

  it('does not hold what was there before against a stricter schema', () => {
    const schema = object({ a: { ...text, enum: ['x'] }, b: integer });
    expect(messages({ a: 'old', b: 1 }, schema, { a: 'old', b: 0 })).toEqual(
      [],
    );
    expect(
      messages({ a: 'older', b: 1 }, schema, { a: 'old', b: 0 }),
    ).toHaveLength(1);
  });
});

describe('checkRules', () => {
  const rule = (expression: string, more: object = {}) => ({
    'x-kubernetes-validations': [{ rule: expression, ...more }],
  });
  const messages = (value: unknown, schema: JsonSchema, old?: unknown) =>
    checkRules(value, old, schema).map(({ field, message }) =>
      field === '' ? message : `${field}: ${message}`,
    );

  it.each<[string, JsonSchema, unknown, unknown, string[]]>([
    [
      'holds',
      object({ a: integer }, rule('self.a > 0')),
      { a: 1 },
      undefined,
      [],
    ],
    [
      'fails with its message',
      object({ a: integer }, rule('self.a > 0', { message: 'too small' })),
      { a: 0 },
      undefined,
      ['Invalid value: "object": too small'],
    ],
    [
      'fails without a message',
      object({ a: integer }, rule('self.a > 0')),
      { a: 0 },
      undefined,
      ['Invalid value: "object": failed rule: self.a > 0'],
    ],
    [
      'fails with a computed message',
      object(
        { a: integer },
        rule('self.a > 0', {
          message: 'm',
          messageExpression: '"%d is too small".format([self.a])',
        }),
      ),
      { a: 0 },
      undefined,
      ['Invalid value: "object": 0 is too small'],
    ],
    [
      'falls back to the message',
      object(
        { a: integer },
        rule('self.a > 0', { message: 'm', messageExpression: 'self.nothing' }),
      ),
      { a: 0 },
      undefined,
      ['Invalid value: "object": m'],
    ],
    [
      'points to a field',
      object(
        { a: integer },
        rule('self.a > 0', { message: 'm', fieldPath: '.a' }),
      ),
      { a: 0 },
      undefined,
      ['a: Invalid value: "object": m'],
    ],
    [
      'with a reason',
      object(
        { a: integer },
        rule('self.a > 0', { message: 'm', reason: 'FieldValueForbidden' }),
      ),
      { a: 0 },
      undefined,
      ['Forbidden: m'],
    ],
    [
      'of a scalar',
      object({ a: { ...integer, ...rule('self > 0', { message: 'm' }) } }),
      { a: 0 },
      undefined,
      ['a: Invalid value: "integer": m'],
    ],
    [
      'of list items',
      object({
        l: list({ ...text, ...rule('self.size() > 1', { message: 'm' }) }),
      }),
      { l: ['ab', 'c'] },
      undefined,
      ['l[1]: Invalid value: "string": m'],
    ],
    [
      'of map values',
      object({
        m: {
          type: 'object',
          additionalProperties: {
            ...text,
            ...rule('self != ""', { message: 'm' }),
          },
        },
      }),
      { m: { k: '' } },
      undefined,
      ['m[k]: Invalid value: "string": m'],
    ],
    [
      'that cannot be evaluated',
      object({ a: integer }, rule('self.b > 0')),
      { a: 1 },
      undefined,
      ['Invalid value: "object": No such key: b evaluating rule: self.b > 0'],
    ],
    [
      'transition on creation',
      object({ a: integer }, rule('self.a == oldSelf.a', { message: 'fixed' })),
      { a: 1 },
      undefined,
      [],
    ],
    [
      'transition on change',
      object({ a: integer }, rule('self.a == oldSelf.a', { message: 'fixed' })),
      { a: 2 },
      { a: 1 },
      ['Invalid value: "object": fixed'],
    ],
    [
      'transition in a keyed list',
      object({
        l: list(
          object(
            { n: text, v: integer },
            rule('self.v >= oldSelf.v', { message: 'm' }),
          ),
          {
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['n'],
          },
        ),
      }),
      {
        l: [
          { n: 'b', v: 1 },
          { n: 'a', v: 1 },
        ],
      },
      { l: [{ n: 'a', v: 5 }] },
      ['l[1]: Invalid value: "object": m'],
    ],
    [
      'transition in an atomic list is not run',
      object({ l: list(object({ v: integer }, rule('self.v >= oldSelf.v'))) }),
      { l: [{ v: 1 }] },
      { l: [{ v: 5 }] },
      [],
    ],
    [
      'optional old value, on creation',
      object(
        { a: integer },
        rule('oldSelf.hasValue() || self.a == 1', {
          optionalOldSelf: true,
          message: 'm',
        }),
      ),
      { a: 2 },
      undefined,
      ['Invalid value: "object": m'],
    ],
    [
      'optional old value, on change',
      object(
        { a: integer },
        rule('oldSelf.hasValue() || self.a == 1', { optionalOldSelf: true }),
      ),
      { a: 2 },
      { a: 1 },
      [],
    ],
    [
      'does not hold what did not change against a new rule',
      object({ a: integer }, rule('self.a > 5')),
      { a: 1 },
      { a: 1 },
      [],
    ],
    [
      'names with dashes and reserved words',
      object(
        { 'a-b': integer, in: integer },
        rule('self.a__dash__b + self.__in__ == 3'),
      ),
      { 'a-b': 1, in: 2 },
      undefined,
      [],
    ],
    [
      'numbers are doubles when the schema says so',
      object({ a: { type: 'number' } }, rule('type(self.a) == double')),
      { a: 1 },
      undefined,
      [],
    ],
    [
      'times and durations',
      object(
        {
          t: { ...text, format: 'date-time' },
          d: { ...text, format: 'duration' },
        },
        rule(
          'self.t > timestamp("2020-01-01T00:00:00Z") && self.d < duration("2h")',
        ),
      ),
      { t: '2024-01-01T00:00:00Z', d: '90m' },
      undefined,
      [],
    ],
    [
      'quantities',
      object(
        { q: text },
        rule(
          'quantity(self.q).isGreaterThan(quantity("1Gi")) && !isQuantity("x")',
        ),
      ),
      { q: '2000Mi' },
      undefined,
      [],
    ],
    [
      'URLs',
      object(
        { u: text },
        rule('isURL(self.u) && url(self.u).getHost() == "a.b:1"'),
      ),
      { u: 'https://a.b:1/c' },
      undefined,
      [],
    ],
    [
      'lists',
      object(
        { l: list(integer) },
        rule(
          'self.l.isSorted() && self.l.sum() == 6 && self.l.max() == 3 && self.l.indexOf(2) == 1',
        ),
      ),
      { l: [1, 2, 3] },
      undefined,
      [],
    ],
    [
      'sets',
      object(
        { l: list(text) },
        rule(
          'sets.contains(self.l, ["a"]) && sets.equivalent(self.l, ["b", "a"])',
        ),
      ),
      { l: ['a', 'b'] },
      undefined,
      [],
    ],
    [
      'regular expressions',
      object(
        { s: text },
        rule('self.s.find("[0-9]+") == "12" && self.s.matches("^a")'),
      ),
      { s: 'a12b' },
      undefined,
      [],
    ],
    [
      'optional fields',
      object(
        { o: object({ a: integer }) },
        rule('self.?o.?a.orValue(7) == 7 && !has(self.o)'),
      ),
      {},
      undefined,
      [],
    ],
    [
      'addresses',
      object(
        { a: text },
        rule('isIP(self.a) && isCIDR("10.0.0.0/8") && !isCIDR("10.0.0.0/40")'),
      ),
      { a: '::1' },
      undefined,
      [],
    ],
  ])('%s', (_, schema, value, old, expected) => {
    expect(messages(value, schema, old)).toEqual(expected);
  });
});
