import { setTimeout as delay } from 'node:timers/promises';
import type { BenchFleet } from '../fleet/fleet';
import type { Result } from '../result';
import { percentile } from '../statistics';

/** Changes that take longer than this to arrive are counted as lost. */
const PATIENCE_MS = 5_000;

/** Matches changes in the clusters with the signals that tell browsers of them. */
export class PushWatch {
  readonly #waiting = new Map<string, number>();
  readonly latencies: number[] = [];

  constructor(fleet: BenchFleet) {
    fleet.onChange(({ service, at }) => this.#waiting.set(service, at));
  }

  /** Takes note of a signal on the channel of a service. */
  signalled(channel: string): void {
    const service = channel.replace(/^dbaas:/, '');
    const at = this.#waiting.get(service);
    if (at === undefined) return;
    this.#waiting.delete(service);
    this.latencies.push(Date.now() - at);
  }

  get lost(): number {
    return this.#waiting.size;
  }
}

/** How long a change takes from the cluster to the push, and what the steady flow costs. */
export async function measurePush(
  fleet: BenchFleet,
  watch: PushWatch,
  options: { perSecond: number; seconds: number },
): Promise<Result[]> {
  const { perSecond, seconds } = options;
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  fleet.change(perSecond);
  await delay(seconds * 1_000);
  fleet.change(0);
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  const deadline = performance.now() + PATIENCE_MS;
  while (watch.lost > 0 && performance.now() < deadline) await delay(50);
  const { latencies, lost } = watch;
  const at = `at ${perSecond} changes per second`;
  return [
    {
      measure: `change in the cluster to push, ${latencies.length} changes ${at}, p50`,
      value: percentile(latencies, 0.5),
      unit: 'ms',
    },
    {
      measure: `change in the cluster to push, ${at}, p99`,
      value: percentile(latencies, 0.99),
      unit: 'ms',
      goal: 500,
    },
    { measure: 'changes that were not pushed', value: lost, unit: '', goal: 1 },
    {
      measure: `CPU ${at}, of one core`,
      value: ((user + system) / 1_000 / wallMs) * 100,
      unit: '%',
    },
  ];
}
