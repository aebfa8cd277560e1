import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

/** Below this the file is small enough to be read fast. */
const COMPACT_AFTER_LINES = 2_000;
/** Lines per living object from which most of the file is history. */
const COMPACT_AFTER_RATIO = 4;

const entrySchema = z.object({
  /** resourceVersion of the change. */
  version: z.number(),
  /** Type of the object, as the store keys it. Absent in the first line of a compacted file. */
  type: z.string().optional(),
  object: kubernetesObjectSchema.optional(),
  removed: z.boolean().optional(),
});

/** One change of one object; without an object, only a resourceVersion that was reached. */
export type LogEntry = z.infer<typeof entrySchema>;

/**
 * The objects of a cluster on disk: a file to which every change is appended, one
 * line each, rewritten from time to time. Lines are handed to the operating system
 * before a write is answered, so that a killed process loses none; a line that a
 * power cut left unfinished is the last one and is dropped.
 */
export class ObjectLog {
  readonly #path: string;
  #file: number;
  #lines = 0;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    this.#path = join(directory, 'objects.jsonl');
    this.#file = openSync(this.#path, 'a');
  }

  /** All changes in their order. */
  read(): LogEntry[] {
    if (!existsSync(this.#path)) return [];
    const content = readFileSync(this.#path);
    const complete = content.lastIndexOf('\n') + 1;
    if (complete < content.length) truncateSync(this.#path, complete);
    const lines = content
      .subarray(0, complete)
      .toString('utf8')
      .split('\n')
      .filter(Boolean);
    this.#lines = lines.length;
    return lines.map((line, index) => this.#parse(line, index + 1));
  }

  append(entry: LogEntry): void {
    this.#lines += 1;
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  /** True when most lines are about states of the past. */
  isWorthCompacting(objects: number): boolean {
    return (
      this.#lines > Math.max(COMPACT_AFTER_LINES, COMPACT_AFTER_RATIO * objects)
    );
  }

  /** Replaces the changes by the objects there are now. */
  compact(
    objects: { type: string; object: KubernetesObject }[],
    version: number,
  ): void {
    const entries: LogEntry[] = [
      { version },
      ...objects.map(({ type, object }) => ({
        version: Number(object.metadata.resourceVersion),
        type,
        object,
      })),
    ];
    const draft = `${this.#path}.new`;
    writeFileSync(
      draft,
      entries.map(entry => `${JSON.stringify(entry)}\n`).join(''),
    );
    closeSync(this.#file);
    renameSync(draft, this.#path);
    this.#file = openSync(this.#path, 'a');
    this.#lines = entries.length;
  }

  #parse(line: string, number: number): LogEntry {
    try {
      return entrySchema.parse(JSON.parse(line));
    } catch {
      throw new Error(
        `Line ${number} of ${
          this.#path
        } is damaged. Start with --reset to begin with an empty cluster.`,
      );
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
