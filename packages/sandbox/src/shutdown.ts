import type { Log } from './log';

/** What was started, to be stopped in the reverse order. */
export class Shutdown {
  readonly #steps: { name: string; stop: () => Promise<void> }[] = [];

  constructor(private readonly log: Log) {}

  add(name: string, stop: () => Promise<void>): void {
    this.#steps.push({ name, stop });
  }

  /** Stops everything, also when a step fails; each failure is logged. */
  async run(): Promise<void> {
    for (const { name, stop } of this.#steps.splice(0).reverse()) {
      try {
        await stop();
      } catch (error) {
        this.log.warn(
          `${name} did not stop cleanly: ${
            error instanceof Error ? error.message : error
          }`,
        );
      }
    }
  }
}
