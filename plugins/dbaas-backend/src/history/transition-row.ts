import {
  transitionSchema,
  type ServiceRef,
  type Transition,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  FINDING,
  FOUND,
  RESOLVED,
  SCHEMA_VERSION,
  sightingsOf,
  type Observation,
} from './observation';

/** One row of the table `transitions`. */
export interface TransitionRow {
  id?: number;
  cluster: string;
  namespace: string;
  name: string;
  /** `service`, a layer, `finding/<code>` or `schemaVersion/<database>`. */
  subject: string;
  from_state: string | null;
  to_state: string;
  headline: string;
  at: string;
  /** Counts the transitions of one subject. */
  sequence: number;
}

/** What was noted last of each subject. */
export type LatestRows = ReadonlyMap<string, TransitionRow>;

/** The rows by which an observation differs from what was noted last. */
export function rowsFor(
  observation: Observation,
  latest: LatestRows,
): TransitionRow[] {
  const seen = sightingsOf(observation);
  const subjects = new Set(seen.map(({ subject }) => subject));
  const changed = seen.flatMap(({ subject, to, headline }) =>
    to === undefined || latest.get(subject)?.to_state === to
      ? []
      : [rowOf(observation, subject, to, headline, latest)],
  );
  const resolved = [...latest.values()]
    .filter(
      ({ subject, to_state: state }) =>
        subject.startsWith(FINDING) &&
        state === FOUND &&
        !subjects.has(subject),
    )
    .map(({ subject, headline }) =>
      rowOf(observation, subject, RESOLVED, headline, latest),
    );
  return [...changed, ...resolved];
}

/** Whether a row tells of a later moment than what was noted last of its subject. */
export function isNews(row: TransitionRow, latest: LatestRows): boolean {
  const last = latest.get(row.subject);
  return !last || last.at < row.at;
}

/** What makes a row the only one of its kind. */
export function rowKey(row: TransitionRow): string {
  const { cluster, namespace, name, subject, sequence } = row;
  return JSON.stringify([cluster, namespace, name, subject, sequence]);
}

function rowOf(
  { service, at }: Observation,
  subject: string,
  to: string,
  headline: string,
  latest: LatestRows,
): TransitionRow {
  const last = latest.get(subject);
  return {
    ...keyOf(service),
    subject,
    from_state: last?.to_state ?? null,
    to_state: to,
    headline,
    at: at.toISOString(),
    sequence: (last?.sequence ?? 0) + 1,
  };
}

/** The columns that name a database service. */
export function keyOf({ cluster, namespace, name }: ServiceRef): ServiceRef {
  return { cluster, namespace, name };
}

export function toTransition(row: TransitionRow): Transition {
  return {
    ...subjectOf(row.subject),
    from: row.from_state ?? undefined,
    to: row.to_state,
    headline: row.headline,
    at: row.at,
  };
}

function subjectOf(subject: string): Pick<Transition, 'subject' | 'name'> {
  if (subject.startsWith(FINDING))
    return { subject: 'finding', name: subject.slice(FINDING.length) };
  if (subject.startsWith(SCHEMA_VERSION))
    return {
      subject: 'schemaVersion',
      name: subject.slice(SCHEMA_VERSION.length),
    };
  return { subject: transitionSchema.shape.subject.parse(subject) };
}
