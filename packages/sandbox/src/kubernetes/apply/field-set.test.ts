import type { JsonSchema } from '../schema/json-schema';
import { FieldSet, fieldSetOf } from './field-set';

describe('FieldSet', () => {
  it.each([
    ['a leaf', { 'f:a': {} }],
    ['a member with children', { 'f:a': { '.': {}, 'f:b': {} } }],
    ['a parent that is no member', { 'f:a': { 'f:b': {} } }],
    [
      'keys and values',
      {
        'f:l': {
          'k:{"name":"x","port":1}': { '.': {}, 'f:name': {} },
          'v:"s"': {},
        },
      },
    ],
    ['nothing', {}],
  ])('reads and writes %s', (_, tree) => {
    expect(FieldSet.parse(tree).toFieldsV1()).toEqual(tree);
  });

  it('covers a path when something below it is a member', () => {
    const set = FieldSet.of([['f:spec', 'f:a']]);
    expect([
      set.covers(['f:spec']),
      set.has(['f:spec']),
      set.covers(['f:spec', 'f:ab']),
    ]).toEqual([true, false, false]);
  });

  it.each<[string, unknown, JsonSchema | undefined, object]>([
    [
      'maps without a schema are taken apart, lists are not',
      { a: { b: 1 }, l: [1] },
      undefined,
      { 'f:a': { '.': {}, 'f:b': {} }, 'f:l': {} },
    ],
    [
      'empty maps are members',
      { a: {} },
      { type: 'object', properties: { a: { type: 'object', properties: {} } } },
      { 'f:a': {} },
    ],
    [
      'atomic maps are whole',
      { a: { b: 1 } },
      {
        type: 'object',
        properties: {
          a: { type: 'object', 'x-kubernetes-map-type': 'atomic' },
        },
      },
      { 'f:a': {} },
    ],
  ])('%s', (_, object, schema, tree) => {
    expect(fieldSetOf(object, schema).toFieldsV1()).toEqual(tree);
  });
});
