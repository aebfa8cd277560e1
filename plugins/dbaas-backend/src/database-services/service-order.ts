import {
  SERVICE_STATES_WORST_FIRST,
  type DatabaseServiceSummary,
  type ServiceRef,
  type ServiceSort,
  type ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';
import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** Where a row stands in an order. No two rows stand in the same place. */
export interface Position {
  rank: string | number;
  ref: ServiceRef;
}

const SEVERITY = new Map<ServiceState, number>(
  SERVICE_STATES_WORST_FIRST.map((state, index) => [state, index]),
);

/** What comes before the name in an order. */
const RANKS: Record<
  ServiceSort,
  (row: DatabaseServiceSummary) => string | number
> = {
  severity: ({ assessment }) => SEVERITY.get(assessment.state) ?? -1,
  name: () => 0,
  '-name': () => 0,
  since: ({ assessment }) => assessment.since ?? '',
  '-since': ({ assessment }) => assessment.since ?? '',
};

export function positionOf(
  row: DatabaseServiceSummary,
  sort: ServiceSort,
): Position {
  return { rank: RANKS[sort](row), ref: row.ref };
}

/** Compares rows in an order, as `Array.sort` wants it. */
export function compareRows(sort: ServiceSort) {
  const rankOf = RANKS[sort];
  const direction = directionOf(sort);
  return (left: DatabaseServiceSummary, right: DatabaseServiceSummary) =>
    direction *
    (compare(rankOf(left), rankOf(right)) || compareRefs(left.ref, right.ref));
}

/** Whether rows come after a position in an order. */
export function isAfter({ rank, ref }: Position, sort: ServiceSort) {
  const rankOf = RANKS[sort];
  const direction = directionOf(sort);
  return (row: DatabaseServiceSummary): boolean =>
    direction * (compare(rankOf(row), rank) || compareRefs(row.ref, ref)) > 0;
}

function directionOf(sort: ServiceSort): number {
  return sort.startsWith('-') ? -1 : 1;
}

function compareRefs(left: ServiceRef, right: ServiceRef): number {
  return (
    compare(left.name, right.name) ||
    compare(left.namespace, right.namespace) ||
    compare(left.cluster, right.cluster)
  );
}

function compare<T extends string | number>(left: T, right: T): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The first items in an order. Of the others it is not found out in which order they are. */
export function firstInOrder<T>(
  items: Iterable<T>,
  count: number,
  order: (left: T, right: T) => number,
): T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === count && order(item, first[count - 1]) >= 0) continue;
    first.splice(placeIn(first, item, order), 0, item);
    if (first.length > count) first.pop();
  }
  return first;
}

function placeIn<T>(
  sorted: readonly T[],
  item: T,
  order: (left: T, right: T) => number,
): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (order(sorted[middle], item) <= 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

const cursorSchema = z
  .tuple([
    z.union([z.string(), z.number()]),
    z.string(),
    z.string(),
    z.string(),
  ])
  .transform(
    ([rank, name, namespace, cluster]): Position => ({
      rank,
      ref: { name, namespace, cluster },
    }),
  );

/** A cursor is the position of the last row, so that rows may come and go between pages. */
export function encodeCursor({ rank, ref }: Position): string {
  return Buffer.from(
    JSON.stringify([rank, ref.name, ref.namespace, ref.cluster]),
  ).toString('base64url');
}

export function decodeCursor(cursor: string): Position {
  try {
    return cursorSchema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
  } catch {
    throw new InputError('The cursor is not one that this API gave out.');
  }
}
