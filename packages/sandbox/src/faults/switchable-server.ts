import type { Switchable } from './platform-faults';

/** A server that can be stopped and started again on the same port. */
export class SwitchableServer implements Switchable {
  #running: { stop(): Promise<void> } | undefined;

  constructor(
    private readonly startServer: () => Promise<{ stop(): Promise<void> }>,
  ) {}

  async start(): Promise<void> {
    this.#running ??= await this.startServer();
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.stop();
  }
}
