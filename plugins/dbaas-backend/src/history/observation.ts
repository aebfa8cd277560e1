import {
  groupOf,
  type Assessment,
  type Evidence,
  type Finding,
  type ResourceRef,
  type SchemaFacts,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import { createHash } from 'node:crypto';

/** How a database service was at some time. */
export interface Observation {
  service: ServiceRef;
  assessment: Assessment;
  schemas: readonly Pick<SchemaFacts, 'database' | 'version'>[];
  at: Date;
}

/** What was seen of one subject, such as a layer, a problem or a schema. */
export interface Sighting {
  subject: string;
  /** The object with the problem: the same problem of another one is another subject. */
  resource?: ResourceRef;
  /** Missing for what is not there: that counts only after it has been there. */
  to?: string;
  headline: string;
}

/** Prefixes of subjects that there may be several of. */
export const FINDING = 'finding/';
export const SCHEMA_VERSION = 'schemaVersion/';

export const FOUND = 'found';
export const RESOLVED = 'resolved';

/** Problems that somebody or something has to do about. */
const NOTED: ReadonlySet<Finding['severity']> = new Set([
  'critical',
  'warning',
]);

/** What a column takes. One value that is too long would keep all others from being written. */
const LONGEST = 255;

/** Everything that is worth a line when it changes. */
export function sightingsOf({ assessment, schemas }: Observation): Sighting[] {
  const { state, layers, findings, headline } = assessment;
  const problems = findings.filter(({ severity }) => NOTED.has(severity));
  const sightings: Sighting[] = [
    { subject: 'service', to: state, headline },
    ...layers.map(({ layer, state: to }) => ({ subject: layer, to, headline })),
    ...problems.flatMap(problemsOfResources),
    ...schemas.map(({ database, version }) => ({
      subject: `${SCHEMA_VERSION}${database}`,
      to: version,
      headline,
    })),
  ];
  const fitting = sightings.map(({ subject, to, ...rest }) => ({
    ...rest,
    subject: subject.slice(0, LONGEST),
    to: to?.slice(0, LONGEST),
  }));
  return [...new Map(fitting.map(one => [subjectKey(one), one])).values()];
}

/** Tells subjects apart. */
export function subjectKey({
  subject,
  resource,
}: Pick<Sighting, 'subject' | 'resource'>): string {
  return joinSubject(subject, resourceKey(resource));
}

/** For {@link subjectKey}, from its parts. */
export function joinSubject(subject: string, key: string): string {
  return `${subject}#${key}`;
}

/**
 * An object as a key of one length, empty for none. The version of its API does not
 * count: a newer one is about the same object.
 */
export function resourceKey(resource: ResourceRef | undefined): string {
  if (!resource) return '';
  const { cluster, apiVersion, kind, namespace, name } = resource;
  const identity = [cluster, groupOf({ apiVersion }), kind, namespace, name];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/** A finding speaks of all objects with the same problem; each is noted on its own. */
function problemsOfResources({ code, message, evidence }: Finding): Sighting[] {
  const sources: Partial<Evidence>[] = evidence.length > 0 ? evidence : [{}];
  return sources.map(({ resource, message: own }) => ({
    subject: `${FINDING}${code}`,
    ...(resource && { resource }),
    to: FOUND,
    headline: own ?? message,
  }));
}
