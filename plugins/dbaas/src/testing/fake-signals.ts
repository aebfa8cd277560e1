import type { SignalApi } from '@backstage/plugin-signals-react';

/** Signals that a test sends itself. */
export class FakeSignals {
  readonly #subscribers = new Map<string, Set<() => void>>();

  readonly api: SignalApi = {
    subscribe: (channel, onMessage) => {
      const tell = () => onMessage(JSON.parse('{}'));
      const subscribers = this.#subscribers.get(channel) ?? new Set();
      subscribers.add(tell);
      this.#subscribers.set(channel, subscribers);
      return { unsubscribe: () => subscribers.delete(tell) };
    },
  };

  channels(): string[] {
    return [...this.#subscribers]
      .filter(([, subscribers]) => subscribers.size > 0)
      .map(([channel]) => channel)
      .sort();
  }

  send(channel: string): void {
    this.#subscribers.get(channel)?.forEach(tell => tell());
  }
}
