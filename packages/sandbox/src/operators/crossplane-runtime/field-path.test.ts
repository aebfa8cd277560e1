import { parseFieldPath, valueAt, withValueAt } from './field-path';

describe('field paths', () => {
  it.each([
    ['data.password', ['data', 'password']],
    ['spec.list[0].value', ['spec', 'list', 0, 'value']],
    [
      'metadata.annotations[example.org/key]',
      ['metadata', 'annotations', 'example.org/key'],
    ],
    ["metadata.labels['a.b']", ['metadata', 'labels', 'a.b']],
  ])('%s is read', (path, segments) => {
    expect(parseFieldPath(path)).toEqual(segments);
  });

  it('refuse a path without fields', () => {
    expect(() => parseFieldPath('')).toThrow('cannot parse path');
  });

  const object = { spec: { list: [{ value: 1 }], on: false } };

  it.each([
    ['spec.list[0].value', 1],
    ['spec.on', false],
  ])('%s leads to a value', (path, value) => {
    expect(valueAt(object, path)).toBe(value);
  });

  it.each(['spec.off', 'spec.list[1].value', 'spec.list.value'])(
    '%s leads nowhere',
    path => {
      expect(() => valueAt(object, path)).toThrow(`${path}: no such field`);
    },
  );

  it('set a value in a copy, with what leads to it', () => {
    expect(withValueAt(object, 'spec.list[1].value', 2)).toEqual({
      spec: { list: [{ value: 1 }, { value: 2 }], on: false },
    });
    expect(withValueAt({}, 'data.key', 'x')).toEqual({ data: { key: 'x' } });
    expect(object.spec.list).toHaveLength(1);
  });
});
