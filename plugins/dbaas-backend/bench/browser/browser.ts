import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { outcomeSchema } from './protocol';

/** Reads answers as a browser does: in another process, which shares no time with the backend. */
export class BenchBrowser {
  readonly #child: ChildProcess = fork(join(__dirname, 'browser-process.ts'), {
    execArgv: process.execArgv,
  });

  /** How long each of some reads takes, one after the other, in milliseconds. */
  async times(
    repetitions: number,
    urlOf: (repetition: number) => string,
  ): Promise<number[]> {
    const times: number[] = [];
    for (let repetition = 0; repetition < repetitions; repetition += 1)
      times.push(await this.#read(urlOf(repetition)));
    return times;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  #read(url: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: unknown) => {
        const outcome = outcomeSchema.safeParse(message).data;
        // The TypeScript loader tells its parent process things, too.
        if (!outcome) return;
        this.#child.off('message', onMessage);
        if ('error' in outcome) reject(new Error(outcome.error));
        else resolve(outcome.milliseconds);
      };
      this.#child.on('message', onMessage);
      this.#child.send({ url });
    });
  }
}
