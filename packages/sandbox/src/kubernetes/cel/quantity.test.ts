import { Quantity } from './quantity';

describe('Quantity', () => {
  it.each([
    ['1', 1_000_000_000n],
    ['500m', 500_000_000n],
    ['1.5', 1_500_000_000n],
    ['.5', 500_000_000n],
    ['2k', 2_000_000_000_000n],
    ['1Ki', 1_024_000_000_000n],
    ['1.5Gi', 1_610_612_736_000_000_000n],
    ['1e3', 1_000_000_000_000n],
    ['-1', -1_000_000_000n],
    ['0.1n', 1n],
  ])('%s', (text, nanos) => {
    expect(Quantity.parse(text)?.nanos).toBe(nanos);
  });

  it.each(['', 'x', '1X', '1 Gi', '.', 'Gi', '1ki'])('%j is none', text => {
    expect(Quantity.parse(text)).toBeUndefined();
  });
});
