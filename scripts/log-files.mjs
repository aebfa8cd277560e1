// What the processes say, kept in files: one per process, from this start only.
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export class LogFiles {
  #streams = new Map();
  /** Lines from before it is known where to keep them. */
  #early = [];
  #directory;

  /** From here on lines go to files in this directory. */
  open(directory) {
    mkdirSync(directory, { recursive: true });
    this.#directory = directory;
    this.#early.forEach(({ name, line }) => this.write(name, line));
    this.#early = [];
  }

  write(name, line) {
    if (this.#directory === undefined) this.#early.push({ name, line });
    else this.#stream(name).write(`${line}\n`);
  }

  #stream(name) {
    const known = this.#streams.get(name);
    if (known) return known;
    const stream = createWriteStream(join(this.#directory, `${name}.log`));
    this.#streams.set(name, stream);
    return stream;
  }
}
