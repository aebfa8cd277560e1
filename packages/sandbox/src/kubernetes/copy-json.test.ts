import { copyJson } from './copy-json';

describe('copyJson', () => {
  const original = {
    metadata: { name: 'a', labels: {} },
    items: [{ n: 1 }, [true, null], 'text'],
  };

  it('has the same content', () => {
    expect(copyJson(original)).toEqual(original);
  });

  it('shares nothing with the original', () => {
    const copy = copyJson(original);
    copy.metadata.name = 'b';
    copy.items.push('more');
    copy.items[0] = 'other';
    expect(original.metadata.name).toBe('a');
    expect(original.items).toEqual([{ n: 1 }, [true, null], 'text']);
  });

  it('takes plain values as they are', () => {
    expect([copyJson('text'), copyJson(null), copyJson(undefined)]).toEqual([
      'text',
      null,
      undefined,
    ]);
  });
});
