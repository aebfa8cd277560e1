import { IndexBy } from './index-by';

interface Word {
  text: string;
}

describe('IndexBy', () => {
  const letters = (word: Word) => [...word.text];
  const [ab, b, bc] = ['ab', 'b', 'bc'].map(text => ({ text }));
  let index: IndexBy<Word>;

  beforeEach(() => {
    index = new IndexBy(letters);
    [ab, b, bc].forEach(word => index.add(word));
  });

  it('finds none, one or several entries by a key', () => {
    expect([...index.get('z')]).toEqual([]);
    expect([...index.get('a')]).toEqual([ab]);
    expect([...index.get('b')]).toEqual([ab, b, bc]);
    expect(['z', 'a', 'b'].map(key => index.count(key))).toEqual([0, 1, 3]);
    expect(index.first('z')).toBeUndefined();
    expect(index.first('c')).toBe(bc);
  });

  it('has an entry once, however often it is added', () => {
    index.add(ab);
    expect([index.count('a'), index.count('b')]).toEqual([1, 3]);
  });

  it('forgets an entry under each of its keys, and nothing else', () => {
    index.delete(ab);
    expect([...index.keys()].sort()).toEqual(['b', 'c']);
    expect([...index.get('b')]).toEqual([b, bc]);
    index.delete(b);
    index.delete(bc);
    index.delete(bc);
    expect([...index.keys()]).toEqual([]);
  });
});
