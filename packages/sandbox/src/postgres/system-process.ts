import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from '../json-file';

/** Whether a process of this number exists. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** How a process was started, or undefined when there is none. */
export async function commandLineOf(
  processId: number,
): Promise<string | undefined> {
  if (!isAlive(processId)) return undefined;
  if (process.platform !== 'linux') {
    const { stdout } = await promisify(execFile)('ps', [
      '-ww',
      '-o',
      'command=',
      '-p',
      `${processId}`,
    ]);
    return stdout.trim();
  }
  try {
    const text = await readFile(`/proc/${processId}/cmdline`, 'utf8');
    return text.split('\0').join(' ').trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH')
      return undefined;
    throw error;
  }
}
