import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../json-file';
import { commandLineOf, isAlive } from './system-process';
import type { ServerUser } from './server-user';

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 5;
const LARGEST_LOG_BYTES = 4 * 1024 * 1024;
const SHOWN_LOG_LINES = 12;
/** A server killed just now leaves its lock and shared memory until its children have ended. */
const STILL_ENDING =
  /lock file ".*" already exists|pre-existing shared memory block/;
const RETRIES = 8;
const RETRY_MS = 250;
/** Fast shutdown, then immediate shutdown, then the end, with the patience for each. */
const STOP_SIGNALS = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
] as const;

export const SERVER_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' };

export interface ServerProcessOptions {
  program: string;
  dataDirectory: string;
  logFile: string;
  user: ServerUser;
  port: number;
}

/** A PostgreSQL server that accepts connections. */
export interface ServerProcess {
  processId: number;
  /** Resolves when the process has ended, for whatever reason. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/** What cannot be changed by `postgresql.conf` or ALTER SYSTEM: the server stays local and small. */
function commandLine({ dataDirectory, port }: ServerProcessOptions): string[] {
  const forced = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ssl: 'on',
    ssl_cert_file: 'server.crt',
    ssl_key_file: 'server.key',
    fsync: 'off',
    shared_buffers: '16MB',
    logging_collector: 'off',
    log_destination: 'stderr',
  };
  const flags = Object.entries(forced).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  return ['-D', dataDirectory, ...flags];
}

/** Starts the server and waits until it accepts connections. */
export async function startServerProcess(
  options: ServerProcessOptions,
): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options);
    } catch (error) {
      const mayPass =
        error instanceof Error && STILL_ENDING.test(error.message);
      if (!mayPass || attempt > RETRIES) throw error;
      await delay(RETRY_MS);
    }
  }
}

async function startOnce(
  options: ServerProcessOptions,
): Promise<ServerProcess> {
  const { dataDirectory, logFile } = options;
  const log = await openLog(logFile);
  const { size: logStart } = await log.stat();
  const child = spawn(options.program, commandLine(options), {
    ...options.user.identity,
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    stdio: ['ignore', log.fd, log.fd],
    // Ctrl-C in the terminal goes to us; we stop the servers in order.
    detached: true,
  });
  const ended = once(child, 'exit').then(
    () => {},
    () => {},
  );
  let over = false;
  void ended.then(() => (over = true));
  await log.close();
  const processId = child.pid;
  if (processId === undefined) {
    throw new Error(`${options.program} cannot be started.`);
  }
  child.unref();
  const stop = () => stopProcess(processId, () => over);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await acceptsConnections(dataDirectory, processId))) {
    if (over || Date.now() > deadline) {
      if (!over) await stop();
      const lines = await lastLines(logFile, logStart);
      throw new Error(`the server did not start. Its log ends with:\n${lines}`);
    }
    await delay(POLL_MS);
  }
  return { processId, ended, stop };
}

/** Stops the server that runs on a data directory without belonging to us, if there is one. */
export async function stopLeftover(dataDirectory: string): Promise<boolean> {
  const processId = await recordedProcess(dataDirectory);
  if (processId === undefined) return false;
  // The number may have been given to another process since.
  const command = await commandLineOf(processId);
  if (!command?.includes(dataDirectory)) {
    await rm(join(dataDirectory, 'postmaster.pid'), { force: true });
    return false;
  }
  await stopProcess(processId, () => !isAlive(processId));
  return true;
}

async function stopProcess(
  processId: number,
  over: () => boolean,
): Promise<void> {
  for (const [signal, patience] of STOP_SIGNALS) {
    if (over()) return;
    signalProcess(processId, signal);
    const deadline = Date.now() + patience;
    while (!over() && Date.now() < deadline) await delay(POLL_MS);
  }
  if (!over()) throw new Error(`PostgreSQL process ${processId} does not end.`);
}

function signalProcess(processId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(processId, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** PostgreSQL keeps its process id in the first line and its state in the eighth. */
async function readLockFile(dataDirectory: string): Promise<string[]> {
  try {
    return (
      await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8')
    ).split('\n');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function recordedProcess(
  dataDirectory: string,
): Promise<number | undefined> {
  const [first] = await readLockFile(dataDirectory);
  const processId = Number(first);
  return Number.isInteger(processId) && processId > 0 ? processId : undefined;
}

async function acceptsConnections(
  dataDirectory: string,
  processId: number,
): Promise<boolean> {
  const lines = await readLockFile(dataDirectory);
  const state = lines[7]?.trim();
  return (
    lines[0] === String(processId) && (state === 'ready' || state === 'standby')
  );
}

async function openLog(file: string) {
  const large = await stat(file).then(
    ({ size }) => size > LARGEST_LOG_BYTES,
    () => false,
  );
  return open(file, large ? 'w' : 'a');
}

async function lastLines(file: string, from: number): Promise<string> {
  const text = (await readFile(file)).subarray(from).toString('utf8');
  return text.trim().split('\n').slice(-SHOWN_LOG_LINES).join('\n');
}
