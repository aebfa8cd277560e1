import { Backoff } from './backoff';

const limits = { first: 100, longest: 1_000, resetAfter: 5_000 };

describe('Backoff', () => {
  it('doubles up to a limit, with a jitter of one half', () => {
    const longest = new Backoff(
      limits,
      () => 1,
      () => 0,
    );
    const shortest = new Backoff(
      limits,
      () => 0,
      () => 0,
    );
    const delays = (backoff: Backoff) =>
      Array.from({ length: 6 }, () => backoff.next());
    expect(delays(longest)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(delays(shortest)).toEqual([50, 100, 200, 400, 500, 500]);
  });

  it('begins anew after a time without trouble', () => {
    let now = 0;
    const backoff = new Backoff(
      limits,
      () => 1,
      () => now,
    );
    backoff.next();
    backoff.next();
    now += 5_201;
    expect(backoff.next()).toBe(100);
    now += 5_100;
    expect(backoff.next()).toBe(200);
  });

  it('comes on top of what a server asks for, so that not all come back at once', () => {
    const backoff = new Backoff(
      limits,
      () => 0,
      () => 0,
    );
    expect(backoff.next(1_000)).toBe(1_050);
  });
});
