import { builtInSchema } from '../built-in/schemas';
import { strategicMergePatch } from './strategic-merge-patch';

const POD = builtInSchema('Pod');
const pod = (...names: string[]) => ({
  spec: { containers: names.map(name => ({ name, image: `${name}:1` })) },
});

describe('strategicMergePatch', () => {
  it.each([
    [
      'merges items by their key',
      pod('a', 'b'),
      { spec: { containers: [{ name: 'b', image: 'b:2' }] } },
      {
        spec: {
          containers: [
            { name: 'a', image: 'a:1' },
            { name: 'b', image: 'b:2' },
          ],
        },
      },
    ],
    [
      'adds items',
      pod('a'),
      { spec: { containers: [{ name: 'c' }] } },
      { spec: { containers: [{ name: 'a', image: 'a:1' }, { name: 'c' }] } },
    ],
    [
      'deletes items',
      pod('a', 'b'),
      { spec: { containers: [{ $patch: 'delete', name: 'a' }] } },
      pod('b'),
    ],
    [
      'replaces a list',
      pod('a', 'b'),
      { spec: { containers: [{ $patch: 'replace' }, { name: 'c' }] } },
      { spec: { containers: [{ name: 'c' }] } },
    ],
    [
      'replaces a map',
      { spec: { a: 1, b: 2 } },
      { spec: { $patch: 'replace', c: 3 } },
      { spec: { c: 3 } },
    ],
    [
      'retains only the named keys',
      { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: {} } } },
      { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
      { spec: { strategy: { type: 'Recreate' } } },
    ],
    [
      'orders a list',
      pod('a', 'b'),
      {
        spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] },
      },
      {
        spec: {
          containers: [
            { name: 'b', image: 'b:1' },
            { name: 'a', image: 'a:1' },
          ],
        },
      },
    ],
    [
      'takes values from a list of values',
      { metadata: { finalizers: ['x', 'y'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['x'] } },
      { metadata: { finalizers: ['y'] } },
    ],
    [
      'adds to a list of values',
      { metadata: { finalizers: ['x'] } },
      { metadata: { finalizers: ['y'] } },
      { metadata: { finalizers: ['x', 'y'] } },
    ],
    [
      'replaces lists without a key',
      { spec: { args: ['a'] } },
      { spec: { args: ['b'] } },
      { spec: { args: ['b'] } },
    ],
    [
      'removes what is null',
      { metadata: { labels: { a: '1', b: '2' } } },
      { metadata: { labels: { a: null } } },
      { metadata: { labels: { b: '2' } } },
    ],
  ])('%s', (_, target, patch, expected) => {
    expect(strategicMergePatch(target, patch, POD)).toEqual(expected);
  });
});
