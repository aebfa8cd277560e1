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
const QUERIES = [
  '/services',
  '/services?state=healthy&sort=name',
  '/services?cluster=cluster-1&text=orders-7',
  '/services?namespace=team-17&sort=-since',
  '/services?layer=users&limit=100',
];

/** Lists with filters, orders and facets over the whole fleet, and single services. */
export async function measureQueries(portal: BenchPortal): Promise<Result[]> {
  const { items, totalItems } = listSchema.parse(
    await portal.read('/services?limit=200&sort=name'),
  );
  const lists = await timesOf(REPETITIONS, repetition =>
    portal.read(QUERIES[repetition % QUERIES.length]),
  );
  const details = await timesOf(REPETITIONS, repetition => {
    const { cluster, namespace, name } = items[repetition % items.length].ref;
    return portal.read(`/services/${cluster}/${namespace}/${name}`);
  });
  const over = `over ${totalItems} services, through HTTP`;
  return [
    {
      measure: `list, filter and facets ${over}, p50`,
      value: percentile(lists, 0.5),
      unit: 'ms',
    },
    {
      measure: `list, filter and facets ${over}, p99`,
      value: percentile(lists, 0.99),
      unit: 'ms',
      goal: 50,
    },
    {
      measure: 'one service in full, through HTTP, p50',
      value: percentile(details, 0.5),
      unit: 'ms',
    },
    {
      measure: 'one service in full, through HTTP, p99',
      value: percentile(details, 0.99),
      unit: 'ms',
      goal: 10,
    },
  ];
}
