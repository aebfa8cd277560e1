import type {
  DatabaseServiceList,
  DatabaseServiceSummary,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  layerSchema,
  serviceStateSchema,
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
  SORTS,
} from './service-order';

/** One row and what it can be found by but does not show. */
export interface QueriedService {
  summary: DatabaseServiceSummary;
  resource: { owners: string[] };
}

const values = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    value => (value === undefined ? undefined : [value].flat()),
    z.array(item).max(50).optional(),
  );
const text = z.string().min(1).max(200);

const layerFilter = z
  .string()
  .transform(value => value.split(':'))
  .pipe(
    z.union([
      z
        .tuple([layerSchema])
        .transform(([layer]) => ({ layer, state: undefined })),
      z
        .tuple([layerSchema, z.string()])
        .transform(([layer, state]) => ({ layer, state })),
    ]),
  );

/** The query of `GET /services`. */
export const serviceQuerySchema = z.strictObject({
  state: values(serviceStateSchema),
  layer: values(layerFilter),
  cluster: values(text),
  namespace: values(text),
  placement: values(text),
  entity: values(text.toLowerCase()),
  owner: values(text.toLowerCase()),
  text: z.string().max(200).toLowerCase().optional(),
  sort: z.enum(SORTS).default('severity'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(1_000).optional(),
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
  wanted: { layer: string; state: string | undefined },
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
