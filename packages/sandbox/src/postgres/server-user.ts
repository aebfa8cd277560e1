import { chownSync } from 'node:fs';
import { chown, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const UNPRIVILEGED_USERS = ['postgres', '_postgres', 'nobody'];
const OTHERS_EXECUTE = 0o001;

/** Who runs the servers. PostgreSQL refuses to run as root. */
export interface ServerUser {
  /** Options for `spawn`; empty when the servers run as this process does. */
  identity: { uid?: number; gid?: number };
}

/** This process's user, or when that is root, an existing user without rights. */
export async function findServerUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return { identity: {} };
  const accounts = parseAccounts(await readFile('/etc/passwd', 'utf8'));
  for (const name of UNPRIVILEGED_USERS) {
    const account = accounts.get(name);
    if (account) return { identity: account };
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and this system has none of the users ${UNPRIVILEGED_USERS.join(
      ', ',
    )}. Start the sandbox as a normal user.`,
  );
}

function parseAccounts(
  passwd: string,
): Map<string, { uid: number; gid: number }> {
  return new Map(
    passwd
      .split('\n')
      .map(line => line.split(':'))
      .filter(fields => fields.length >= 4 && Number(fields[2]) > 0)
      .map(([name, , uid, gid]) => [
        name,
        { uid: Number(uid), gid: Number(gid) },
      ]),
  );
}

/** Whether the user reaches a directory: some other user may enter each part of the path. */
export async function mayTraverse(
  path: string,
  user: ServerUser,
): Promise<boolean> {
  if (user.identity.uid === undefined) return true;
  const { mode } = await stat(path);
  if ((mode & OTHERS_EXECUTE) === 0) return false;
  const parent = dirname(path);
  return parent === path || mayTraverse(parent, user);
}

/** Gives a file or a directory to the user. */
export async function giveTo(user: ServerUser, path: string): Promise<void> {
  const { uid, gid } = user.identity;
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}

/** Gives a directory and all that is in it to the user. */
export async function giveTreeTo(
  user: ServerUser,
  path: string,
): Promise<void> {
  const { uid, gid } = user.identity;
  if (uid === undefined || gid === undefined) return;
  const entries = await readdir(path, { recursive: true });
  // A thousand small calls: one by one they are faster than through the thread pool.
  for (const entry of ['', ...entries]) chownSync(join(path, entry), uid, gid);
}
