import type {
  DatabaseServiceList,
  DatabaseServiceSummary,
  LayerState,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  layerSchema,
  SERVICE_STATES_WORST_FIRST,
  serviceStateSchema,
} from '@backstage-dbaas/plugin-dbaas-common';
import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** One row and what it can be found by but does not show. */
export interface QueriedService {
  summary: DatabaseServiceSummary;
  owners: string[];
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
  sort: z
    .enum(['severity', 'name', '-name', 'since', '-since'])
    .default('severity'),
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

/** States of a layer that nobody has to look at. */
const CALM: ReadonlySet<LayerState> = new Set([
  'healthy',
  'notRequested',
  'progressing',
]);

/** One page of the database services that match, with counts over all that match. */
export function queryServices(
  services: readonly QueriedService[],
  query: ServiceQuery,
): DatabaseServiceList {
  const matches = services.filter(service => matchesQuery(service, query));
  const sorted = [...matches].sort(
    (left, right) =>
      compare(
        sortKey(left.summary, query.sort),
        sortKey(right.summary, query.sort),
      ) * (query.sort.startsWith('-') ? -1 : 1),
  );
  const start = query.cursor ? positionAfter(sorted, query) : 0;
  const page = sorted
    .slice(start, start + query.limit)
    .map(({ summary }) => summary);
  const last = page.at(-1);
  return {
    items: page,
    totalItems: matches.length,
    ...(last &&
      start + page.length < sorted.length && {
        nextCursor: encodeCursor(sortKey(last, query.sort)),
      }),
    facets: facetsOf(matches),
  };
}

function matchesQuery(
  { summary, owners }: QueriedService,
  query: ServiceQuery,
): boolean {
  const { ref, entityRefs, facts, assessment } = summary;
  return (
    anyOf(query.state, [assessment.state]) &&
    anyOf(query.cluster, [ref.cluster]) &&
    anyOf(query.namespace, [ref.namespace]) &&
    anyOf(query.placement, facts.placement ? [facts.placement] : []) &&
    anyOf(query.entity, entityRefs) &&
    anyOf(query.owner, owners) &&
    (query.layer === undefined ||
      query.layer.some(wanted => hasLayer(summary, wanted))) &&
    (query.text === undefined || searchText(summary).includes(query.text))
  );
}

function anyOf(wanted: string[] | undefined, actual: string[]): boolean {
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

/** Compared item by item; the ref at the end makes every key different. */
type SortKey = (string | number)[];

function sortKey(
  { ref, assessment }: DatabaseServiceSummary,
  sort: ServiceQuery['sort'],
): SortKey {
  const unique = [ref.name, ref.namespace, ref.cluster];
  if (sort === 'severity')
    return [SERVICE_STATES_WORST_FIRST.indexOf(assessment.state), ...unique];
  if (sort.endsWith('since')) return [assessment.since ?? '', ...unique];
  return unique;
}

function compare(left: SortKey, right: SortKey): number {
  for (const [index, value] of left.entries()) {
    if (value < right[index]) return -1;
    if (value > right[index]) return 1;
  }
  return 0;
}

/** A cursor is the sort key of the last row, so that rows may come and go between pages. */
function encodeCursor(key: SortKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function positionAfter(sorted: QueriedService[], query: ServiceQuery): number {
  const key = decodeCursor(query.cursor ?? '');
  const direction = query.sort.startsWith('-') ? -1 : 1;
  const position = sorted.findIndex(
    ({ summary }) => compare(sortKey(summary, query.sort), key) * direction > 0,
  );
  return position === -1 ? sorted.length : position;
}

function decodeCursor(cursor: string): SortKey {
  try {
    return z
      .array(z.union([z.string(), z.number()]))
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new InputError('The cursor is not one that this API gave out.');
  }
}

function facetsOf(services: readonly QueriedService[]) {
  const count = (
    keysOf: (service: QueriedService) => (string | undefined)[],
  ) => {
    const counts: Record<string, number> = {};
    for (const key of services.flatMap(keysOf)) {
      if (key !== undefined) counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  };
  return {
    state: count(({ summary }) => [summary.assessment.state]),
    cluster: count(({ summary }) => [summary.ref.cluster]),
    namespace: count(({ summary }) => [summary.ref.namespace]),
    placement: count(({ summary }) => [summary.facts.placement]),
    layer: count(({ summary }) =>
      summary.assessment.layers.flatMap(({ layer, state }) =>
        CALM.has(state) ? [] : [layer],
      ),
    ),
    owner: count(({ owners }) => owners),
  };
}
