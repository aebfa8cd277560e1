import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes a directory hold exactly these files, as kubelet does for a mounted Secret:
 * no reader ever sees half a file.
 */
export async function writeSecretFiles(
  directory: string,
  texts: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const name of await readdir(directory)) {
    if (!(name in texts)) await rm(join(directory, name));
  }
  for (const [name, text] of Object.entries(texts)) {
    const file = join(directory, name);
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
}
