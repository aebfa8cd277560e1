import { z } from 'zod';
import type { BenchPortal } from '../portal';
import type { Result } from '../result';
import { percentile, timesOf } from '../statistics';

const REPETITIONS = 200;

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
export async function measureQueries(portal: BenchPortal): Promise<Result[]> {
  const { items, totalItems } = listSchema.parse(
    await portal.read('/services?limit=200&sort=name'),
  );
  const queryOf = (turn: number) => QUERIES[turn % QUERIES.length];
  const refOf = (turn: number) => items[turn % items.length].ref;
  const lists = `list, filter and facets over ${totalItems} services`;
  const details = 'one service in full';
  return [
    ...(await timed(`${lists}, through HTTP`, 50, turn =>
      portal.read(`/services?${new URLSearchParams(queryOf(turn))}`),
    )),
    ...(await timed(`${lists}, in the process`, undefined, turn =>
      portal.list(queryOf(turn)),
    )),
    ...(await timed(`${details}, through HTTP`, 10, turn => {
      const { cluster, namespace, name } = refOf(turn);
      return portal.read(`/services/${cluster}/${namespace}/${name}`);
    })),
    ...(await timed(`${details}, in the process`, undefined, turn =>
      portal.describe(refOf(turn)),
    )),
  ];
}

async function timed(
  measure: string,
  goal: number | undefined,
  work: (turn: number) => Promise<unknown>,
): Promise<Result[]> {
  const times = await timesOf(REPETITIONS, work);
  const at = (share: number) => percentile(times, share);
  return [
    { measure: `${measure}, p50`, value: at(0.5), unit: 'ms' },
    { measure: `${measure}, p99`, value: at(0.99), unit: 'ms', goal },
  ];
}
