import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { errorCode } from '../json-file';
import { mayTraverse, type ServerUser } from './server-user';

const MARK = 'identity';
/** Only root may write here, and everybody may enter. */
const SYSTEM_DIRECTORY = '/var/lib/backstage-dbaas-sandbox';

/**
 * The directory in which the servers live: the given one, or when their user
 * cannot reach it (root's sandbox below `/root`), one of the system's.
 *
 * @param abandon - is given a directory whose servers nobody knows any more,
 * because the given directory was deleted
 */
export async function openHomeDirectory(
  directory: string,
  user: ServerUser,
  abandon: (directory: string) => Promise<unknown>,
): Promise<string> {
  await mkdir(directory, { recursive: true });
  if (await mayTraverse(directory, user)) return directory;
  const home = join(SYSTEM_DIRECTORY, digest(resolve(directory)));
  const identity = (await readMark(directory)) ?? randomUUID();
  await writeFile(join(directory, MARK), identity);
  if ((await readMark(home)) !== identity) {
    await abandon(home);
    await rm(home, { recursive: true, force: true });
  }
  await mkdir(home, { recursive: true });
  for (const path of [SYSTEM_DIRECTORY, home]) await chmod(path, 0o755);
  await writeFile(join(home, MARK), identity);
  return home;
}

async function readMark(directory: string): Promise<string | undefined> {
  try {
    return await readFile(join(directory, MARK), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
