const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 15_000;

interface Entry<T> {
  item: T;
  running: boolean;
  /** Work was added while the entry was running or waiting. */
  dirty: boolean;
  failures: number;
  timer?: NodeJS.Timeout;
}

export interface WorkQueueOptions<T> {
  identify: (item: T) => string;
  concurrency: number;
  process: (item: T) => Promise<{ requeueAfter?: number } | void>;
  onError: (item: T, error: Error, retryInMs: number) => void;
}

/**
 * A queue in which every item is present at most once and processed by at most
 * one worker at a time. An item added while it is being processed is processed
 * again afterwards, so that no change is lost.
 */
export class WorkQueue<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #ready = new Set<string>();
  readonly #options: WorkQueueOptions<T>;
  #running = 0;
  #stopped = false;
  readonly #onIdle: (() => void)[] = [];

  constructor(options: WorkQueueOptions<T>) {
    this.#options = options;
  }

  add(item: T): void {
    if (this.#stopped) return;
    const id = this.#options.identify(item);
    const entry = this.#entries.get(id) ?? {
      item,
      running: false,
      dirty: false,
      failures: 0,
    };
    this.#entries.set(id, entry);
    entry.dirty = true;
    clearTimeout(entry.timer);
    if (!entry.running) this.#ready.add(id);
    // A turn of the event loop lets changes that come together become one call.
    setImmediate(() => this.#drain());
  }

  /** Stops taking work and waits for what is being processed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#entries.forEach(entry => clearTimeout(entry.timer));
    this.#ready.clear();
    if (this.#running > 0) {
      await new Promise<void>(resolve => this.#onIdle.push(resolve));
    }
  }

  #drain(): void {
    for (const id of this.#ready) {
      if (this.#stopped || this.#running >= this.#options.concurrency) return;
      this.#ready.delete(id);
      void this.#run(id);
    }
  }

  async #run(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.running = true;
    entry.dirty = false;
    this.#running += 1;
    const delay = await this.#process(entry);
    this.#running -= 1;
    entry.running = false;
    if (this.#stopped) {
      if (this.#running === 0) this.#onIdle.forEach(resolve => resolve());
      return;
    }
    if (entry.dirty) this.#ready.add(id);
    else if (delay === undefined) this.#entries.delete(id);
    else entry.timer = setTimeout(() => this.add(entry.item), delay);
    this.#drain();
  }

  /** Milliseconds until the item is due again, or undefined. */
  async #process(entry: Entry<T>): Promise<number | undefined> {
    try {
      const result = await this.#options.process(entry.item);
      entry.failures = 0;
      return result?.requeueAfter;
    } catch (thrown) {
      const error =
        thrown instanceof Error ? thrown : new Error(String(thrown));
      const delay = Math.min(
        FIRST_RETRY_MS * 2 ** entry.failures,
        LONGEST_RETRY_MS,
      );
      entry.failures += 1;
      this.#options.onError(entry.item, error, delay);
      return delay;
    }
  }
}
