import type { ServerResponse } from 'node:http';

/** The responses that are being written, so that a server can stop when they are done. */
export class OpenResponses {
  readonly #open = new Set<ServerResponse>();
  readonly #waiting = new Set<() => void>();

  add(response: ServerResponse): void {
    this.#open.add(response);
    response.once('close', () => {
      this.#open.delete(response);
      if (this.#open.size === 0) this.#waiting.forEach(done => done());
    });
  }

  /** Ends the responses that would go on for ever. */
  endStreams(): void {
    this.#open.forEach(response => {
      if (response.headersSent && !response.writableEnded) response.end();
    });
  }

  /** Resolves when every response is done, or when it has taken too long. */
  async finished(timeoutMs: number): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#waiting.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
