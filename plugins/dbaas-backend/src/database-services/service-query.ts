import type {
  DatabaseServiceList,
  DatabaseServiceSummary,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  listServicesQuerySchema,
  SERVICE_SORTS,
  type LayerFilter,
} from '@backstage-dbaas/plugin-dbaas-common';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import type { QueriedService } from './queried-service';
import { FacetCounts } from './service-facets';
import { fitTo } from './service-filter';
import {
  compareRows,
  decodeCursor,
  encodeCursor,
  firstInOrder,
  isAfter,
  positionOf,
} from './service-order';

const { shape } = listServicesQuerySchema;

/** A parameter that may be given once or several times. */
const repeatable = <T extends z.ZodType>(values: T) =>
  z.preprocess(
    value => (value === undefined ? undefined : [value].flat()),
    values,
  );
const anyEntityRef = repeatable(shape.entity).transform(refs =>
  refs?.map(ref => ref.toLowerCase()),
);

/** The query of `GET /services`: the query of the API, as it comes in an address. */
export const serviceQuerySchema = listServicesQuerySchema.extend({
  state: repeatable(shape.state),
  layer: repeatable(shape.layer).transform(layers =>
    layers?.map(toLayerFilter),
  ),
  cluster: repeatable(shape.cluster),
  namespace: repeatable(shape.namespace),
  placement: repeatable(shape.placement),
  entity: anyEntityRef,
  owner: anyEntityRef,
  text: shape.text.transform(text => text?.toLowerCase()),
  sort: shape.sort.default(SERVICE_SORTS[0]),
  limit: z.coerce.number().pipe(shape.limit.unwrap()).default(50),
});
export type ServiceQuery = z.infer<typeof serviceQuerySchema>;

/** Reads a query; what is wrong with it is said field by field. */
export function parseServiceQuery(query: unknown): ServiceQuery {
  const parsed = serviceQuerySchema.safeParse(query);
  if (!parsed.success) throw new InputError(z.prettifyError(parsed.error));
  return parsed.data;
}

/**
 * One page of the database services that match, with counts: of each field, over all
 * that match but for the filter on that very field.
 */
export function queryServices(
  services: Iterable<QueriedService>,
  query: ServiceQuery,
): DatabaseServiceList {
  const { limit, sort, cursor } = query;
  const fitOf = fitTo(query);
  const counts = new FacetCounts();
  const matches: DatabaseServiceSummary[] = [];
  for (const service of services) {
    const fit = fitOf(service);
    if (fit === 'none') continue;
    counts.add(service, fit === 'full' ? undefined : fit);
    if (fit === 'full') matches.push(service.summary);
  }
  const rows =
    cursor === undefined
      ? matches
      : matches.filter(isAfter(decodeCursor(cursor), sort));
  const items = firstInOrder(rows, limit, compareRows(sort));
  const last = items.at(-1);
  return {
    items,
    totalItems: matches.length,
    ...(last &&
      items.length < rows.length && {
        nextCursor: encodeCursor(positionOf(last, sort)),
      }),
    facets: counts.toRecord(),
  };
}

interface WantedLayer {
  layer: string;
  /** Any trouble, when missing. */
  state?: string;
}

function toLayerFilter(filter: LayerFilter): WantedLayer {
  const [layer, state] = filter.split(':');
  return { layer, state };
}
