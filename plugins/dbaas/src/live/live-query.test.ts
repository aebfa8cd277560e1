import { LiveQuery, nextDelay } from './live-query';

describe('nextDelay', () => {
  it.each([
    [{ moving: true, failures: 0 }, 10_000],
    [{ moving: false, failures: 0 }, 60_000],
    [{ moving: true, failures: 1 }, 5_000],
    [{ moving: false, failures: 3 }, 20_000],
    [{ moving: false, failures: 20 }, 120_000],
  ])('%j: %d ms', (situation, delay) => {
    expect(nextDelay(situation)).toBe(delay);
  });
});

describe('LiveQuery', () => {
  let answers: (string | Error)[];
  let asked: number;
  let hidden: boolean;
  let stop: (() => void)[];

  beforeEach(() => {
    jest.useFakeTimers();
    answers = [];
    asked = 0;
    hidden = false;
    stop = [];
    jest.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden);
  });
  afterEach(() => {
    stop.forEach(unsubscribe => unsubscribe());
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  const queryOf = () =>
    new LiveQuery<string>({
      load: async () => {
        asked += 1;
        const answer = answers.shift() ?? 'settled';
        if (answer instanceof Error) throw answer;
        return answer;
      },
      isMoving: data => data === 'moving',
    });
  const watch = (query = queryOf()) => {
    const unsubscribe = query.subscribe(() => {});
    stop.push(unsubscribe);
    return { query, unsubscribe };
  };
  const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
  const showPage = (shown: boolean) => {
    hidden = !shown;
    document.dispatchEvent(new Event('visibilitychange'));
  };

  it('asks at once, then every 10 s while something moves, then every minute', async () => {
    answers = ['moving', 'settled'];
    watch();
    await pass(0);
    expect(asked).toBe(1);
    await pass(10_000);
    expect(asked).toBe(2);
    await pass(59_000);
    expect(asked).toBe(2);
    await pass(1_000);
    expect(asked).toBe(3);
  });

  it('keeps the last answer while others fail, and backs off', async () => {
    answers = ['settled', new Error('down'), new Error('down'), 'moving'];
    const { query } = watch();
    await pass(60_000);
    expect(query.getSnapshot()).toMatchObject({
      data: 'settled',
      error: new Error('down'),
      loading: false,
    });
    const { failingSince } = query.getSnapshot();
    await pass(5_000);
    expect(asked).toBe(3);
    expect(query.getSnapshot().failingSince).toBe(failingSince);
    await pass(10_000);
    expect(query.getSnapshot()).toMatchObject({ data: 'moving' });
    expect(query.getSnapshot().error).toBeUndefined();
    expect(query.getSnapshot().failingSince).toBeUndefined();
  });

  it('answers signals that come together with one request', async () => {
    const { query } = watch();
    await pass(0);
    query.invalidate();
    await pass(100);
    query.invalidate();
    expect(asked).toBe(1);
    await pass(50);
    expect(asked).toBe(2);
  });

  it('asks once more when a signal comes while it is asking', async () => {
    const { query } = watch();
    query.invalidate();
    await pass(0);
    expect(asked).toBe(1);
    await pass(150);
    expect(asked).toBe(2);
    await pass(1_000);
    expect(asked).toBe(2);
  });

  it('rests while the page is hidden, and catches up when it is shown', async () => {
    const { query } = watch();
    await pass(0);
    showPage(false);
    query.invalidate();
    await pass(600_000);
    expect(asked).toBe(1);
    showPage(true);
    await pass(0);
    expect(asked).toBe(2);
  });

  it('does not ask before its time when the page is shown again', async () => {
    watch();
    await pass(0);
    showPage(false);
    await pass(1_000);
    showPage(true);
    await pass(58_000);
    expect(asked).toBe(1);
    await pass(1_000);
    expect(asked).toBe(2);
  });

  it('stops when nobody listens any more', async () => {
    const { unsubscribe } = watch();
    await pass(0);
    unsubscribe();
    await pass(600_000);
    expect(asked).toBe(1);
  });

  it('forgets an answer that comes after the last listener left', async () => {
    const { query, unsubscribe } = watch();
    unsubscribe();
    await pass(0);
    expect(query.getSnapshot().data).toBeUndefined();
  });
});
