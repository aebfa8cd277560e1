import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { findFreePorts } from './free-ports';

const PACKAGES = dirname(
  dirname(require.resolve('@backstage-dbaas/conformance/package.json')),
);
const DIRECTORY = join(PACKAGES, 'sandbox');

/** What the sandbox installs where it is not told to leave the API out. */
const PLATFORM = ['xrd', 'plans', 'function', 'composition'].map(file =>
  join(PACKAGES, '..', 'platform', 'base', `${file}.yaml`),
);

/** Of the server that `--with-existing-server` starts. */
const EXTERNAL_SECRET = 'team-orders/existing-postgresql';

const readySchema = z.object({
  type: z.literal('ready'),
  addresses: z.object({ kubeconfig: z.string() }),
});

/** A sandbox that was started for the test alone. */
export interface Sandbox {
  kubeconfig: string;
  /** Files with the API, which is not installed there, as `--install` takes them. */
  platform: string[];
  /** Secret of a server for placement external, as `--external-secret` takes it. */
  externalSecret: string;
  /** Stops it and deletes its data. */
  stop(): Promise<void>;
}

/** Starts the sandbox with a state of its own; resolves when all of it answers. */
export async function startSandbox(
  onLine: (line: string) => void,
): Promise<Sandbox> {
  const state = await mkdtemp(join(tmpdir(), 'dbaas-conformance-'));
  const child = launch(state, await findFreePorts());
  // After `close` there are no more lines to come.
  const ended = once(child, 'close');
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on('line', onLine);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(state, { recursive: true, force: true });
  };
  const kubeconfig = await Promise.race([kubeconfigOf(child), ended]);
  if (typeof kubeconfig !== 'string') {
    await stop();
    throw new Error('The sandbox did not start; its lines say why.');
  }
  return {
    kubeconfig,
    platform: PLATFORM,
    externalSecret: EXTERNAL_SECRET,
    stop,
  };
}

/**
 * In a process group of its own: Ctrl-C is for us, who still need the sandbox to clean
 * up. Should we be killed, it ends by itself, because the channel to us closes.
 */
function launch(state: string, firstPort: number): ChildProcess {
  return spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      join('src', 'main.ts'),
      '--with-existing-server',
      '--without-api',
    ],
    {
      cwd: DIRECTORY,
      env: {
        ...process.env,
        DBAAS_SANDBOX_STATE: state,
        DBAAS_SANDBOX_PORT: String(firstPort),
      },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
}

async function kubeconfigOf(child: ChildProcess): Promise<string> {
  const [message] = await once(child, 'message');
  return readySchema.parse(message).addresses.kubeconfig;
}
