import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Cluster } from './environment/cluster';

const ROOT = join(
  dirname(require.resolve('@backstage-dbaas/conformance/package.json')),
  '..',
  '..',
);
/** Away from the ports of `npm start`, so that both can run. */
const FIRST_PORT = '18200';

/** PostgreSQL of the sandbox that no claim made: it was there before. */
const EXISTING_SERVER = {
  host: '127.0.0.1',
  port: String(Number(FIRST_PORT) + 10),
  username: 'postgres',
  password: 'sandbox',
  sslmode: 'require',
};
const EXISTING_SERVER_SECRET = { namespace: 'existing', name: 'postgresql' };

/** A sandbox that was started for the test alone. */
export interface Sandbox {
  kubeconfig: string;
  /** Secret of a server for placement external, as `--external-secret` takes it. */
  externalSecret: string;
  stop(): Promise<void>;
}

/** Starts the sandbox with a state of its own; resolves when all of it answers. */
export async function startSandbox(
  onLine: (line: string) => void,
): Promise<Sandbox> {
  const state = await mkdtemp(join(tmpdir(), 'dbaas-conformance-'));
  const child = spawn(
    process.execPath,
    ['scripts/start.mjs', '--sandbox-only'],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        DBAAS_SANDBOX_STATE: state,
        DBAAS_SANDBOX_PORT: FIRST_PORT,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise<void>(resolve =>
    child.once('close', () => resolve()),
  );
  const ready = new Promise<boolean>(resolve => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', line => {
        onLine(line);
        if (line.startsWith('Ready after')) resolve(true);
      });
    }
    child.once('close', () => resolve(false));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(state, { recursive: true, force: true });
  };
  if (!(await ready)) {
    await stop();
    throw new Error('The sandbox did not start; the lines above say why.');
  }
  const kubeconfig = join(state, 'kubeconfig');
  return { kubeconfig, stop, externalSecret: await describeServer(kubeconfig) };
}

async function describeServer(kubeconfig: string): Promise<string> {
  const { namespace, name } = EXISTING_SERVER_SECRET;
  const platform = Cluster.open(kubeconfig, 'platform');
  await platform.apply({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  await platform.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData: EXISTING_SERVER,
  });
  return `${namespace}/${name}`;
}
