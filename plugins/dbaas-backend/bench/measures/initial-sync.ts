import http from 'node:http';
import { text } from 'node:stream/consumers';
import limit from 'p-limit';
import { resourcePath } from '../../src/clusters/discovery';
import { RESOURCES } from '../fleet/resources';
import type { BenchFleet } from '../fleet/fleet';
import type { BenchPortal } from '../portal';
import type { Result } from '../result';

const PAGE_SIZE = 500;
/** As many lists at a time per cluster as the plugin allows itself. */
const CONCURRENT_LISTS = 6;

/** From the start until everything is known, and what it costs in memory. */
export async function measureInitialSync(
  fleet: BenchFleet,
  portal: BenchPortal,
): Promise<Result[]> {
  const { clusters, objects } = fleet.facts;
  const naive = await secondsOf(() => downloadAll(clusters));
  const before = residentBytes();
  const seconds = await secondsOf(() => portal.sync());
  const bytes = residentBytes() - before;
  return [
    {
      measure: `initial sync of ${objects} objects; naive: download and parse the same lists`,
      value: seconds,
      unit: 's',
      naive,
    },
    {
      measure: 'resident memory per object, history and answers included',
      value: bytes / objects / 1_000,
      unit: 'kB',
      goal: 2.5,
    },
  ];
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

/** What the process holds after a full collection: heap and buffers. */
function residentBytes(): number {
  if (!globalThis.gc) throw new Error('Run the bench with --expose-gc.');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function downloadAll(clusters: { url: string }[]): Promise<void> {
  const agent = new http.Agent({ keepAlive: true });
  await Promise.all(
    clusters.map(async ({ url }) => {
      const atATime = limit(CONCURRENT_LISTS);
      await Promise.all(
        RESOURCES.map(resource =>
          atATime(() => downloadList(`${url}${resourcePath(resource)}`, agent)),
        ),
      );
    }),
  );
  agent.destroy();
}

async function downloadList(url: string, agent: http.Agent): Promise<void> {
  let next: string | undefined;
  do {
    const query = new URLSearchParams({
      limit: String(PAGE_SIZE),
      ...(next && { continue: next }),
    });
    const page = JSON.parse(await download(`${url}?${query}`, agent));
    next = page.metadata.continue;
  } while (next);
}

function download(url: string, agent: http.Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent }, response => resolve(text(response)))
      .once('error', reject);
  });
}
