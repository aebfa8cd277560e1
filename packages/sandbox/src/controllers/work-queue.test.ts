import { WorkQueue } from './work-queue';

/** Lets everything run that is due now. */
const settle = () => new Promise(resolve => setTimeout(resolve, 20));

function queueOf(
  process: (item: string) => Promise<{ requeueAfter?: number } | void>,
  concurrency = 4,
) {
  const errors: { message: string; retryIn: number }[] = [];
  const queue = new WorkQueue<string>({
    identify: item => item,
    concurrency,
    process,
    onError: (_item, { message }, retryIn) => errors.push({ message, retryIn }),
  });
  return { queue, errors };
}

/** Work that ends when it is told to. */
function heldWork() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  return {
    begun,
    endOne: () => ends.shift()?.(),
    process: (item: string) =>
      new Promise<void>(resolve => {
        begun.push(item);
        ends.push(resolve);
      }),
  };
}

describe('WorkQueue', () => {
  it('makes one call of changes that come together', async () => {
    const processed: string[] = [];
    const { queue } = queueOf(async item => void processed.push(item));
    queue.add('a');
    queue.add('a');
    queue.add('b');
    await settle();
    expect(processed).toEqual(['a', 'b']);
    await queue.stop();
  });

  it('works at one item by one worker, and again when it changed meanwhile', async () => {
    const work = heldWork();
    const { queue } = queueOf(work.process);
    queue.add('a');
    await settle();
    queue.add('a');
    await settle();
    expect(work.begun).toEqual(['a']);
    work.endOne();
    await settle();
    expect(work.begun).toEqual(['a', 'a']);
    work.endOne();
    await queue.stop();
  });

  it('works at as many items at once as it may', async () => {
    const work = heldWork();
    const { queue } = queueOf(work.process, 2);
    ['a', 'b', 'c'].forEach(item => queue.add(item));
    await settle();
    expect(work.begun).toEqual(['a', 'b']);
    work.endOne();
    await settle();
    expect(work.begun).toEqual(['a', 'b', 'c']);
    work.endOne();
    work.endOne();
    await queue.stop();
  });

  it('tries again after an error, later each time', async () => {
    let calls = 0;
    const { queue, errors } = queueOf(async () => {
      calls += 1;
      if (calls < 3) throw new Error(`no ${calls}`);
    });
    queue.add('a');
    await new Promise(resolve => setTimeout(resolve, 400));
    expect(calls).toBe(3);
    expect(errors).toEqual([
      { message: 'no 1', retryIn: 100 },
      { message: 'no 2', retryIn: 200 },
    ]);
    await queue.stop();
  });

  it('does not wait with a retry when the item changes', async () => {
    let calls = 0;
    const { queue } = queueOf(async () => {
      calls += 1;
      if (calls === 1) throw new Error('no');
    });
    queue.add('a');
    await settle();
    queue.add('a');
    await settle();
    expect(calls).toBe(2);
    await queue.stop();
  });

  it('comes back when it is asked to', async () => {
    let calls = 0;
    const { queue } = queueOf(async () => {
      calls += 1;
      return calls === 1 ? { requeueAfter: 30 } : undefined;
    });
    queue.add('a');
    await settle();
    expect(calls).toBe(1);
    await new Promise(resolve => setTimeout(resolve, 60));
    expect(calls).toBe(2);
    await queue.stop();
  });

  it('waits for work in flight when it stops, however often, and begins none', async () => {
    const work = heldWork();
    const { queue } = queueOf(work.process, 1);
    queue.add('a');
    queue.add('b');
    await settle();
    let stopped = 0;
    const stops = [queue.stop(), queue.stop()].map(stop =>
      stop.then(() => (stopped += 1)),
    );
    await settle();
    expect(stopped).toBe(0);
    work.endOne();
    await Promise.all(stops);
    queue.add('c');
    await settle();
    expect(work.begun).toEqual(['a']);
  });
});
