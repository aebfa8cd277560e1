import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Log } from '../log';
import { PACKAGE_ROOT } from '../package-root';

const PROBE_TIMEOUT_MS = 2_000;
/** As kubelet does it, but from a shorter first delay on: people watch. */
const CRASH_BACKOFF_MS = { first: 1_000, longest: 30_000 };

export interface WorkloadProcessOptions {
  /** Directory with `src/main.ts`. */
  directory: string;
  environment: Record<string, string>;
  log: Log;
}

/** The process of one pod: started again, later and later, when it ends. */
export class WorkloadProcess {
  restarts = 0;
  startedAt?: string;
  #child?: ChildProcess;
  #retry?: NodeJS.Timeout;
  #stopping = false;

  private constructor(
    private readonly options: WorkloadProcessOptions,
    private readonly port: number,
  ) {}

  static async start(
    options: WorkloadProcessOptions,
  ): Promise<WorkloadProcess> {
    const workload = new WorkloadProcess(options, await freePort());
    workload.#start();
    return workload;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Whether the readiness probe succeeds. */
  async ready(path: string): Promise<boolean> {
    if (!this.running) return false;
    try {
      const response = await fetch(`${this.url}${path}`, {
        signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      });
      return response.ok;
    } catch (error) {
      this.options.log.debug(`Probe of ${path}: ${String(error)}`);
      return false;
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#retry);
    const child = this.#child;
    if (!child) return;
    const ended = new Promise(resolve => child.once('close', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  #start(): void {
    const { directory, environment, log } = this.options;
    const child = spawn(
      process.execPath,
      [
        '--import',
        pathToFileURL(
          join(PACKAGE_ROOT, 'src', 'workloads', 'exit-with-stdin.mjs'),
        ).href,
        '--import',
        'tsx',
        'src/main.ts',
      ],
      {
        cwd: directory,
        env: {
          PATH: process.env.PATH,
          ...environment,
          PORT: String(this.port),
        },
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    this.startedAt = new Date().toISOString();
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', line => log.debug(line));
    }
    child.once('error', error =>
      log.warn(`It does not start: ${error.message}`),
    );
    child.once('close', code => this.#ended(code));
  }

  #ended(code: number | null): void {
    this.#child = undefined;
    if (this.#stopping) return;
    const { first, longest } = CRASH_BACKOFF_MS;
    const delay = Math.min(first * 2 ** this.restarts, longest);
    this.options.log.debug(`It ended with code ${code}; again in ${delay} ms`);
    this.restarts += 1;
    this.#retry = setTimeout(() => this.#start(), delay);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
