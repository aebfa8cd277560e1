import type { StreamEvent } from '../resource-api';

/** Hands events to a listener, in order, after the current piece of work. */
export class Delivery {
  #events: StreamEvent[] = [];
  #isScheduled = false;
  #isStopped = false;
  #onEnd?: () => void;
  readonly #onEvent: (event: StreamEvent) => void;

  constructor(onEvent: (event: StreamEvent) => void) {
    this.#onEvent = onEvent;
  }

  push(event: StreamEvent): void {
    if (this.#isStopped || this.#onEnd) return;
    this.#events.push(event);
    this.#schedule();
  }

  /** Hands over what is waiting, then ends. */
  end(onEnd: () => void): void {
    if (this.#isStopped) return;
    this.#onEnd = onEnd;
    this.#schedule();
  }

  stop(): void {
    this.#isStopped = true;
    this.#events = [];
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#isScheduled = false;
    const events = this.#events;
    this.#events = [];
    for (const event of events) {
      if (!this.#isStopped) this.#onEvent(event);
    }
    if (this.#isStopped || !this.#onEnd) return;
    this.stop();
    this.#onEnd();
  }
}
