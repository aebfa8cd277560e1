import type { ServiceState } from '@backstage-dbaas/plugin-dbaas-common';
import { createHash } from 'node:crypto';
import { isTrouble, type Told, type Topic } from './decide';
import type { Note } from './notification-store';
import type { Observation } from './observations';

/** Changes of the services of the same owners within this time belong together. */
const TOGETHER_MS = 60_000;

/** Something that the owners of a database service should hear now. */
export interface News {
  observation: Observation;
  topic: Topic;
  /** The state that was told or noted before. */
  before?: ServiceState;
  told: Told;
  note?: Note;
}

export type StormKind = 'trouble' | Exclude<Topic, 'failed' | 'degraded'>;

/** News of the same kind for the same owners, told as one. */
export interface Storm {
  /** What a summary is noted under; no database service has such a key. */
  subject: string;
  owners: readonly string[];
  kind: StormKind;
  news: News[];
}

/** Tells news of single services and storms apart: more than `limit` within a minute. */
export function tellApart(
  news: readonly News[],
  observations: readonly Observation[],
  limit: number,
): { single: News[]; storms: Storm[] } {
  const single: News[] = [];
  const storms: Storm[] = [];
  for (const storm of sameNews(news)) {
    const related = relatedTo(storm, observations);
    const stormy = storm.news.filter(
      ({ observation }) =>
        storm.owners.length > 0 &&
        hasMoreThan(limit, related, other => areTogether(observation, other)),
    );
    single.push(...storm.news.filter(one => !stormy.includes(one)));
    if (stormy.length > 0) storms.push({ ...storm, news: stormy });
  }
  return { single, storms };
}

/** When the next summary may follow one. */
export function nextSummaryAt(last: Date): Date {
  return new Date(last.getTime() + TOGETHER_MS);
}

function sameNews(news: readonly News[]): Storm[] {
  const bySubject = new Map<string, Storm>();
  for (const one of news) {
    const { owners } = one.observation;
    const kind = kindOf(one.topic);
    const subject = `${kind}:${digestOf(owners)}`;
    const storm = bySubject.get(subject) ?? { subject, owners, kind, news: [] };
    storm.news.push(one);
    bySubject.set(subject, storm);
  }
  return [...bySubject.values()];
}

/** Services of the same owners that got into the same situation, and are no old story. */
function relatedTo(
  { kind, owners, news }: Storm,
  observations: readonly Observation[],
): Observation[] {
  const keys = new Set(news.map(({ observation }) => observation.key));
  const digest = digestOf(owners);
  const { state } = news[0].observation;
  return observations.filter(
    other =>
      (kind === 'trouble' ? isTrouble(other.state) : other.state === state) &&
      (other.turned || keys.has(other.key)) &&
      digestOf(other.owners) === digest,
  );
}

function areTogether(one: Observation, other: Observation): boolean {
  return Math.abs(one.since.getTime() - other.since.getTime()) <= TOGETHER_MS;
}

/** Stops to count at the limit: there may be thousands. */
function hasMoreThan<T>(
  limit: number,
  items: readonly T[],
  matches: (item: T) => boolean,
): boolean {
  let found = 0;
  return items.some(item => {
    if (matches(item)) found += 1;
    return found > limit;
  });
}

/** Of one length, however many owners there are. */
function digestOf(owners: readonly string[]): string {
  return createHash('sha256')
    .update([...owners].sort().join(','))
    .digest('hex');
}

function kindOf(topic: Topic): StormKind {
  return topic === 'failed' || topic === 'degraded' ? 'trouble' : topic;
}
