import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import type { Log } from './log';

const START_TIMEOUT_MS = 20_000;
const RETRY_MS = 50;

/** The composition function as a process of its own, as it would be a Pod. */
export interface FunctionProcess {
  address: string;
  stop(): Promise<void>;
}

/** Starts the composition function and waits until it accepts calls on loopback. */
export async function startFunctionProcess(
  port: number,
  log: Log,
): Promise<FunctionProcess> {
  const address = `127.0.0.1:${port}`;
  const directory = dirname(
    require.resolve('@backstage-dbaas/composition-function/package.json'),
  );
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      'src/main.ts',
      '--address',
      address,
      '--insecure',
      '--exit-with-stdin',
    ],
    // The function ends when its standard input does, so it cannot outlive a killed sandbox.
    { cwd: directory, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => log.debug(line));
  }
  const ended = new Promise<void>(resolve =>
    child.once('close', () => resolve()),
  );
  let stopping = false;
  let failure: string | undefined;
  child.once('error', error => (failure = error.message));
  child.once('exit', (code, signal) => {
    failure = `it ended with ${signal ?? `exit code ${code}`}`;
    if (!stopping) log.warn(`The composition function is gone: ${failure}.`);
  });
  await waitForPort(port, () => failure);
  return {
    address,
    stop: async () => {
      stopping = true;
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function waitForPort(
  port: number,
  failure: () => string | undefined,
): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const problem = failure();
    if (problem)
      throw new Error(`The composition function did not start: ${problem}.`);
    if (await accepts(port)) return;
    await new Promise(resolve => setTimeout(resolve, RETRY_MS));
  }
  throw new Error(
    `The composition function did not listen on port ${port} within ${
      START_TIMEOUT_MS / 1000
    } s.`,
  );
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
