import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { reportSchema, type Command, type Report } from './protocol';

type Changed = Extract<Report, { type: 'changed' }>;
type Ready = Extract<Report, { type: 'ready' }>;

/** The API servers of the bench, in another process. */
export class BenchFleet {
  readonly #listeners = new Set<(change: Changed) => void>();

  private constructor(
    private readonly child: ChildProcess,
    readonly facts: Ready,
  ) {}

  static async start(clusters: number, services: number): Promise<BenchFleet> {
    const child = fork(
      join(__dirname, 'fleet-process.ts'),
      [String(clusters), String(services)],
      { execArgv: process.execArgv },
    );
    const facts = await next(child, 'ready');
    const fleet = new BenchFleet(child, facts);
    child.on('message', message => {
      const report = readReport(message);
      if (report?.type === 'changed')
        fleet.#listeners.forEach(listener => listener(report));
    });
    return fleet;
  }

  /** Requests that the API servers have had so far, watches not counted. */
  async requests(): Promise<number> {
    const answer = next(this.child, 'count');
    this.#tell({ type: 'count' });
    return (await answer).requests;
  }

  /** Changes services from now on, until it is called with 0. */
  change(perSecond: number): void {
    this.#tell({ type: 'change', perSecond });
  }

  onChange(listener: (change: Changed) => void): void {
    this.#listeners.add(listener);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }

  #tell(command: Command): void {
    this.child.send(command);
  }
}

/** The next report of a type. Rejects when the process ends before. */
function next<T extends Report['type']>(
  child: ChildProcess,
  type: T,
): Promise<Extract<Report, { type: T }>> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      const report = readReport(message);
      if (!report || !isOfType(report, type)) return;
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(report);
    };
    const onExit = () =>
      reject(new Error('The process with the API servers has ended.'));
    child.on('message', onMessage);
    child.once('exit', onExit);
  });
}

/** Undefined for what the TypeScript loader tells its parent process. */
function readReport(message: unknown): Report | undefined {
  return reportSchema.safeParse(message).data;
}

function isOfType<T extends Report['type']>(
  report: Report,
  type: T,
): report is Extract<Report, { type: T }> {
  return report.type === type;
}
