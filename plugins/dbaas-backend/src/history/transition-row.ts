import {
  resourceRefSchema,
  transitionSchema,
  type ServiceRef,
  type Transition,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  FINDING,
  FOUND,
  joinSubject,
  RESOLVED,
  resourceKey,
  SCHEMA_VERSION,
  sightingsOf,
  subjectKey,
  type Observation,
  type Sighting,
} from './observation';

/** One row of the table `transitions`. */
export interface TransitionRow {
  id?: number;
  cluster: string;
  namespace: string;
  name: string;
  /** `service`, a layer, `finding/<code>` or `schemaVersion/<database>`. */
  subject: string;
  /** Of the object that a finding is about, empty when it is about none. */
  resource_key: string;
  /** That object, JSON. */
  resource: string | null;
  from_state: string | null;
  to_state: string;
  headline: string;
  at: string;
  /** Counts the transitions of one subject. */
  sequence: number;
}

type SubjectColumns = Pick<
  TransitionRow,
  'subject' | 'resource_key' | 'resource' | 'headline'
>;

/** What was noted last of each subject, by {@link rowSubject}. */
export type LatestRows = ReadonlyMap<string, TransitionRow>;

/** The rows by which an observation differs from what was noted last. */
export function rowsFor(
  observation: Observation,
  latest: LatestRows,
): TransitionRow[] {
  const seen = sightingsOf(observation);
  const changed = seen.flatMap(sighting => {
    const last = latest.get(subjectKey(sighting));
    return sighting.to === undefined || last?.to_state === sighting.to
      ? []
      : [rowOf(observation, columnsOf(sighting), sighting.to, last)];
  });
  const stillSeen = new Set(
    seen.flatMap(one => [one.subject, subjectKey(one)]),
  );
  const resolved = [...latest.values()]
    .filter(row => isOpenFinding(row) && !stillSeen.has(openUntilGone(row)))
    .map(row => rowOf(observation, row, RESOLVED, row));
  return [...changed, ...resolved];
}

function isOpenFinding({ subject, to_state: state }: TransitionRow): boolean {
  return subject.startsWith(FINDING) && state === FOUND;
}

/** A problem that was noted without an object lasts as long as any object has it. */
function openUntilGone(row: TransitionRow): string {
  return row.resource_key === '' ? row.subject : rowSubject(row);
}

/** Whether a row tells of a later moment than what was noted last of its subject. */
export function isNews(row: TransitionRow, latest: LatestRows): boolean {
  const last = latest.get(rowSubject(row));
  return !last || last.at < row.at;
}

/** What makes a row the only one of its kind. */
export function rowKey(row: TransitionRow): string {
  const { cluster, namespace, name, sequence } = row;
  return JSON.stringify([cluster, namespace, name, rowSubject(row), sequence]);
}

/** The subject of a row among those of its database service, like {@link subjectKey}. */
export function rowSubject(row: TransitionRow): string {
  return joinSubject(row.subject, row.resource_key);
}

function rowOf(
  { service, at }: Observation,
  { subject, resource_key, resource, headline }: SubjectColumns,
  to: string,
  last: TransitionRow | undefined,
): TransitionRow {
  return {
    ...keyOf(service),
    subject,
    resource_key,
    resource,
    from_state: last?.to_state ?? null,
    to_state: to,
    headline,
    at: at.toISOString(),
    sequence: (last?.sequence ?? 0) + 1,
  };
}

function columnsOf({ subject, resource, headline }: Sighting): SubjectColumns {
  return {
    subject,
    resource_key: resourceKey(resource),
    resource: resource ? JSON.stringify(resource) : null,
    headline,
  };
}

/** The columns that name a database service. */
export function keyOf({ cluster, namespace, name }: ServiceRef): ServiceRef {
  return { cluster, namespace, name };
}

export function toTransition(row: TransitionRow): Transition {
  return {
    ...subjectOf(row.subject),
    ...(row.resource && {
      resource: resourceRefSchema.parse(JSON.parse(row.resource)),
    }),
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
