/** Ask again this often while something is on the way. */
const MOVING_MS = 10_000;
/** Ask again this often while nothing is expected to happen. */
const SETTLED_MS = 60_000;
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 120_000;
/** Signals that arrive within this time are answered by one request. */
const COALESCE_MS = 150;

/** How long to wait before asking again. */
export function nextDelay(options: {
  moving: boolean;
  failures: number;
}): number {
  const { moving, failures } = options;
  if (failures > 0) {
    return Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
  }
  return moving ? MOVING_MS : SETTLED_MS;
}

/** What is known at one moment. Data of the last success stays while others fail. */
export interface LiveSnapshot<T> {
  data?: T;
  /** Why the last request failed; missing after a success. */
  error?: Error;
  loading: boolean;
  /** When the data came, in milliseconds. */
  loadedAt?: number;
  /** Since when requests have been failing. */
  failingSince?: number;
  /** When the next request goes out. */
  nextAt?: number;
}

export interface LiveQueryOptions<T> {
  load(signal: AbortSignal): Promise<T>;
  isMoving(data: T): boolean;
}

/**
 * Keeps one answer of the backend current: asks again after a signal, and from
 * time to time in case a signal was lost. It rests while nobody looks.
 */
export class LiveQuery<T> {
  readonly #options: LiveQueryOptions<T>;
  readonly #listeners = new Set<() => void>();
  #snapshot: LiveSnapshot<T> = { loading: true };
  #failures = 0;
  #timer?: ReturnType<typeof setTimeout>;
  #request?: AbortController;
  /** Something changed while a request was on its way. */
  #changed = false;

  constructor(options: LiveQueryOptions<T>) {
    this.#options = options;
  }

  readonly getSnapshot = (): LiveSnapshot<T> => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  };

  /** Asks now. */
  readonly refresh = (): void => {
    if (this.#request) this.#changed = true;
    else void this.#ask();
  };

  /** Asks soon, because something changed. */
  readonly invalidate = (): void => {
    if (this.#request) {
      this.#changed = true;
      return;
    }
    const soon = Date.now() + COALESCE_MS;
    const { nextAt } = this.#snapshot;
    // Not put off again by every further signal.
    if (nextAt !== undefined && nextAt <= soon) return;
    this.#update({ nextAt: soon });
    if (!document.hidden) this.#schedule(COALESCE_MS);
  };

  #start(): void {
    document.addEventListener('visibilitychange', this.#onVisibility);
    void this.#ask();
  }

  #stop(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#request = undefined;
  }

  readonly #onVisibility = (): void => {
    clearTimeout(this.#timer);
    if (document.hidden || this.#request) return;
    const { nextAt = 0 } = this.#snapshot;
    this.#schedule(Math.max(nextAt - Date.now(), 0));
  };

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    const request = new AbortController();
    this.#request = request;
    this.#changed = false;
    this.#update({ loading: true });
    try {
      const data = await this.#options.load(request.signal);
      if (request.signal.aborted) return;
      this.#failures = 0;
      this.#settle({
        data,
        error: undefined,
        failingSince: undefined,
        loadedAt: Date.now(),
      });
    } catch (error) {
      if (request.signal.aborted) return;
      this.#failures += 1;
      this.#settle({
        error: error instanceof Error ? error : new Error(String(error)),
        failingSince: this.#snapshot.failingSince ?? Date.now(),
      });
    }
  }

  #settle(result: Partial<LiveSnapshot<T>>): void {
    this.#request = undefined;
    const { data = this.#snapshot.data } = result;
    const delay =
      this.#changed && this.#failures === 0
        ? COALESCE_MS
        : nextDelay({
            moving: data === undefined || this.#options.isMoving(data),
            failures: this.#failures,
          });
    this.#update({ ...result, loading: false, nextAt: Date.now() + delay });
    if (!document.hidden) this.#schedule(delay);
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), delay);
  }

  #update(change: Partial<LiveSnapshot<T>>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    this.#listeners.forEach(listener => listener());
  }
}
