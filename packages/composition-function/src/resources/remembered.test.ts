import { remembered } from './remembered';

describe('remembered', () => {
  const made: string[] = [];
  const make = remembered((one: string, other?: string) => {
    made.push(`${one} ${other}`);
    return { one, other };
  });

  it('gives the same for the same arguments', () => {
    expect(make('a', 'b')).toBe(make('a', 'b'));
    expect(made).toEqual(['a b']);
  });

  it.each([
    [['a'], ['a', 'b']],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [
      ['ab', ''],
      ['a', 'b'],
    ],
  ] as [[string, string?], [string, string?]][])(
    'tells %j from %j',
    (one, other) => {
      expect(make(...one)).not.toBe(make(...other));
      expect(make(...other)).toEqual({ one: other[0], other: other[1] });
    },
  );

  it('remembers each function for itself', () => {
    const length = remembered((text: string) => ({ length: text.length }));
    expect(length('a')).toEqual({ length: 1 });
  });
});
