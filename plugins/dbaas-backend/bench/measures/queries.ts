import { z } from 'zod';
import type { BenchBrowser } from '../browser/browser';
import type { BenchPortal } from '../portal';
import type { Result } from '../result';
import { percentile, timesOf } from '../statistics';

const REPETITIONS = 1_000;

const listSchema = z.object({
  items: z.array(
    z.object({
      ref: z.object({
        cluster: z.string(),
        namespace: z.string(),
        name: z.string(),
      }),
    }),
  ),
  totalItems: z.number(),
});

/** What people ask of the fleet page, in turns. */
const QUERIES: Record<string, string>[] = [
  {},
  { state: 'healthy', sort: 'name' },
  { cluster: 'cluster-1', text: 'orders-7' },
  { namespace: 'team-17', sort: '-since' },
  { layer: 'users', limit: '100' },
];

/** Lists with filters, orders and facets over the whole fleet, and single services. */
export async function measureQueries(
  portal: BenchPortal,
  browser: BenchBrowser,
): Promise<Result[]> {
  const { items, totalItems } = listSchema.parse(
    await portal.read('/services?limit=500&sort=name'),
  );
  const queryOf = (turn: number) => QUERIES[turn % QUERIES.length];
  const refOf = (turn: number) => items[turn % items.length].ref;
  const lists = `list, filter and facets over ${totalItems} services`;
  const details = 'one service in full';
  const through = (urlOf: (turn: number) => string) =>
    browser.times(REPETITIONS, turn => `${portal.url}${urlOf(turn)}`);
  return [
    ...results(
      `${lists}, through HTTP`,
      await through(turn => `/services?${new URLSearchParams(queryOf(turn))}`),
      50,
    ),
    ...results(
      `${lists}, in the process`,
      await timesOf(REPETITIONS, turn => portal.list(queryOf(turn))),
    ),
    ...results(
      `${details}, through HTTP`,
      await through(turn => {
        const { cluster, namespace, name } = refOf(turn);
        return `/services/${cluster}/${namespace}/${name}`;
      }),
      10,
    ),
    ...results(
      `${details}, in the process`,
      await timesOf(REPETITIONS, turn => portal.describe(refOf(turn))),
    ),
  ];
}

function results(
  measure: string,
  times: readonly number[],
  goal?: number,
): Result[] {
  return [
    {
      measure: `${measure}, p50`,
      value: percentile(times, 0.5),
      unit: 'ms',
    },
    {
      measure: `${measure}, p99`,
      value: percentile(times, 0.99),
      unit: 'ms',
      goal,
    },
  ];
}
