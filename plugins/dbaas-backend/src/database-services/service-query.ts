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
import { CALM, facetsOf } from './service-facets';
import {
  comparePositions,
  decodeCursor,
  encodeCursor,
  firstInOrder,
  positionOf,
} from './service-order';

/** One row and what it can be found by but does not show. */
export interface QueriedService {
  summary: DatabaseServiceSummary;
  resource: { owners: string[] };
}

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

/** One page of the database services that match, with counts over all that match. */
export function queryServices(
  services: readonly QueriedService[],
  query: ServiceQuery,
): DatabaseServiceList {
  const { limit, sort, cursor } = query;
  const matches = services.filter(service => matchesQuery(service, query));
  const order = comparePositions(sort);
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const rows = matches
    .map(({ summary }) => ({ summary, ...positionOf(summary, sort) }))
    .filter(row => after === undefined || order(row, after) > 0);
  const page = firstInOrder(rows, limit, order);
  const last = page.at(-1);
  return {
    items: page.map(({ summary }) => summary),
    totalItems: matches.length,
    ...(last &&
      page.length < rows.length && { nextCursor: encodeCursor(last) }),
    facets: facetsOf(matches),
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

function matchesQuery(
  { summary, resource }: QueriedService,
  query: ServiceQuery,
): boolean {
  const { ref, entityRefs, facts, assessment } = summary;
  return (
    isOneOf(assessment.state, query.state) &&
    isOneOf(ref.cluster, query.cluster) &&
    isOneOf(ref.namespace, query.namespace) &&
    isOneOf(facts.placement, query.placement) &&
    haveOneOf(entityRefs, query.entity) &&
    haveOneOf(resource.owners, query.owner) &&
    (query.layer === undefined ||
      query.layer.some(wanted => hasLayer(summary, wanted))) &&
    (query.text === undefined || searchText(summary).includes(query.text))
  );
}

function isOneOf(
  value: string | undefined,
  wanted: readonly string[] | undefined,
): boolean {
  return wanted === undefined || (!!value && wanted.includes(value));
}

function haveOneOf(
  actual: readonly string[],
  wanted: readonly string[] | undefined,
): boolean {
  return wanted === undefined || wanted.some(value => actual.includes(value));
}

function hasLayer(
  { assessment }: DatabaseServiceSummary,
  wanted: WantedLayer,
): boolean {
  return assessment.layers.some(
    ({ layer, state }) =>
      layer === wanted.layer &&
      (wanted.state === undefined ? !CALM.has(state) : state === wanted.state),
  );
}

function searchText({
  ref,
  entityRefs,
  assessment,
}: DatabaseServiceSummary): string {
  return [
    ref.cluster,
    ref.namespace,
    ref.name,
    ...entityRefs,
    assessment.headline,
  ]
    .join(' ')
    .toLowerCase();
}
