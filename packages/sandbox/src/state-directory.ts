import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { lock } from 'proper-lockfile';
import { REPOSITORY_ROOT } from './package-root';

const DEFAULT_DIRECTORY = '.sandbox';
/** A lock that was not renewed for so long belongs to a process that has gone. */
const STALE_LOCK_MS = 10_000;

/** Where the sandbox keeps its data, and how to give it free for the next start. */
export interface StateDirectory {
  path: string;
  release(): Promise<void>;
}

/** The directory from `DBAAS_SANDBOX_STATE`, relative to the repository, or `.sandbox` in it. */
export function stateDirectoryPath(env: NodeJS.ProcessEnv): string {
  return resolve(REPOSITORY_ROOT, env.DBAAS_SANDBOX_STATE ?? DEFAULT_DIRECTORY);
}

/**
 * Takes the directory for this process alone. A lock left by a crash is taken
 * over; one of a running sandbox is an error that says so.
 */
export async function openStateDirectory(
  path: string,
): Promise<StateDirectory> {
  await mkdir(path, { recursive: true });
  const release = await lock(path, {
    lockfilePath: join(path, 'lock'),
    stale: STALE_LOCK_MS,
    retries: { retries: 12, minTimeout: 1_000, maxTimeout: 1_000 },
  }).catch(error => {
    throw new Error(
      `Another sandbox is running with the data in ${path}. Stop it first. (${error.message})`,
    );
  });
  return { path, release };
}

/** Deletes all data but the lock, which belongs to us. */
export async function clearStateDirectory(
  path: string,
  keep: readonly string[] = ['lock'],
): Promise<void> {
  const entries = await readdir(path);
  await Promise.all(
    entries
      .filter(entry => !keep.includes(entry))
      .map(entry => rm(join(path, entry), { recursive: true, force: true })),
  );
}
