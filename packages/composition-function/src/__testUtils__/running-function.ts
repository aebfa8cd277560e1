import { Client, credentials } from '@grpc/grpc-js';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PACKAGE = join(__dirname, '..', '..');

/** How long a process of its own may take until it listens. */
export const STARTUP_MS = 60_000;

/** The function as a process, as Crossplane runs it, without TLS. */
export interface RunningFunction {
  child: ChildProcess;
  client: Client;
  /** To its health port, when it was asked for one. */
  probe?: Client;
  output: string[];
}

const FROM_SOURCE = ['--import', 'tsx', 'src/main.ts'];
const BUNDLED = ['dist/bundle/src/main.cjs'];

/** Starts the function on ports that are free. */
export const startFunction = (...args: string[]) => start(FROM_SOURCE, args);

/** Does what `yarn bundle` does, and starts the function as its image does. */
export function startBundledFunction(
  ...args: string[]
): Promise<RunningFunction> {
  execFileSync(process.execPath, ['bundle.mjs'], { cwd: PACKAGE });
  return start(BUNDLED, args);
}

async function start(
  program: string[],
  args: string[],
): Promise<RunningFunction> {
  const child = spawn(
    process.execPath,
    [
      ...program,
      '--address',
      '127.0.0.1:0',
      '--insecure',
      '--exit-with-stdin',
      ...args,
    ],
    { cwd: PACKAGE, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const output: string[] = [];
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', line => {
        output.push(line);
        if (line.startsWith('Listening on ')) resolve();
      });
    }
    child.once('exit', () => reject(new Error(output.join('\n'))));
  });
  const address = addressIn(output, 'Listening on ');
  if (address === undefined) throw new Error(output.join('\n'));
  const health = addressIn(output, 'Health on ');
  return {
    child,
    client: clientOf(address),
    probe: health === undefined ? undefined : clientOf(health),
    output,
  };
}

/** Ends a function that is not needed any more. */
export async function stopFunction(running: RunningFunction): Promise<void> {
  running.client.close();
  running.probe?.close();
  if (running.child.exitCode !== null) return;
  const exited = once(running.child, 'exit');
  running.child.kill();
  await exited;
}

function addressIn(output: string[], prefix: string): string | undefined {
  return output.find(line => line.startsWith(prefix))?.slice(prefix.length);
}

function clientOf(address: string): Client {
  return new Client(address, credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
  });
}
