import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const IDENTITY = [
  '-c',
  'user.name=Olivia',
  '-c',
  'user.email=olivia@example.com',
];

/** Changes one file of a repository as a person would: clone, edit, commit, push. */
export async function changeFile(options: {
  /** With the token in it, as `http://x:<token>@host/owner/repo.git`. */
  url: string;
  path: string;
  message: string;
  /** The new content; undefined removes the file. */
  change: (content: string) => string | undefined;
}): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'gitops-'));
  const git = (...args: string[]) =>
    run('git', ['-C', directory, ...IDENTITY, ...args]);
  try {
    await git('clone', '--quiet', options.url, '.');
    const file = join(directory, options.path);
    const changed = options.change(await readFile(file, 'utf8'));
    if (changed === undefined) await rm(file);
    else await writeFile(file, changed);
    await git('add', '--all');
    await git('commit', '--quiet', '--message', options.message);
    await git('push', '--quiet');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
