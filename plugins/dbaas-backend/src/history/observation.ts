import type {
  Assessment,
  Finding,
  SchemaFacts,
  ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';

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
  const byCode = new Map(problems.map(one => [one.code, one.message]));
  const sightings: Sighting[] = [
    { subject: 'service', to: state, headline },
    ...layers.map(({ layer, state: to }) => ({ subject: layer, to, headline })),
    ...[...byCode].map(([code, message]) => ({
      subject: `${FINDING}${code}`,
      to: FOUND,
      headline: message,
    })),
    ...schemas.map(({ database, version }) => ({
      subject: `${SCHEMA_VERSION}${database}`,
      to: version,
      headline,
    })),
  ];
  return sightings.map(({ subject, to, headline: words }) => ({
    subject: subject.slice(0, LONGEST),
    to: to?.slice(0, LONGEST),
    headline: words,
  }));
}
