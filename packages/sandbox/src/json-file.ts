import { readFile, rename, writeFile } from 'node:fs/promises';
import type { z } from 'zod';

/** The parsed content of a file, or undefined when there is no such file. */
export async function readJsonFile<T>(
  path: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  return schema.parse(JSON.parse(text));
}

/** Replaces a file as a whole: a crash leaves the content before or after. */
export async function writeJsonFile(
  path: string,
  value: unknown,
): Promise<void> {
  const draft = `${path}.new`;
  await writeFile(draft, JSON.stringify(value, null, 2));
  await rename(draft, path);
}

/** The code of a system error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const code =
    typeof error === 'object' && error !== null && 'code' in error
      ? error.code
      : undefined;
  return typeof code === 'string' ? code : undefined;
}
