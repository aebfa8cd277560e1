/** Everything that waits is real: timers, sockets, databases. */
const REAL: FakeableAPI[] = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
];

/** From now on the time of day can be moved; {@link realTime} ends it. */
export function movableTime(): void {
  jest.useFakeTimers({ doNotFake: REAL, advanceTimers: true });
}

/** Puts the clock ahead, as if nothing had happened meanwhile. */
export function skipTime(ms: number): void {
  jest.setSystemTime(Date.now() + ms);
}

export function realTime(): void {
  jest.useRealTimers();
}
