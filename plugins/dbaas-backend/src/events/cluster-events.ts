import type { UnreadableSource } from '@backstage-dbaas/plugin-dbaas-common';
import { toError } from '@backstage/errors';
import limit from 'p-limit';
import { z } from 'zod';
import type { ClusterConnection } from '../clusters/cluster-connection';
import { ClusterTimeoutError, problemOf } from '../clusters/kubernetes-error';
import { parseEvent, type ObservedEvent } from './observed-event';

const PAGE_SIZE = 500;
/** A namespace with more Events than this has a problem that no list of Events tells. */
const MOST_PAGES = 4;
/** Up to so many objects of a namespace are asked about one by one: most of its Events tell of others. */
const FEW = 4;
const CONCURRENT_REQUESTS = 4;
const REQUEST_TIMEOUT_MS = 5_000;
/** For all requests to a cluster: the page waits for the slowest. */
const TIMEOUT_MS = 10_000;
/** Problems that every request to a cluster has. */
const OF_THE_CLUSTER: ReadonlySet<UnreadableSource['problem']> = new Set([
  'unauthorized',
  'unreachable',
  'timeout',
  'tls',
]);

const listSchema = z.object({
  metadata: z.object({ continue: z.string().optional() }),
  items: z.array(z.unknown()).nullish(),
});

/** Objects of one namespace, by uid; Events about cluster-scoped ones are in `default`. */
export type RegardedObjects = ReadonlyMap<string, readonly string[]>;

/** The Events that could be read, and why others could not. */
export interface EventsOfCluster {
  events: ObservedEvent[];
  unreadable: UnreadableSource[];
}

/** Reads the Events about some objects from one cluster, now. */
export async function readClusterEvents(
  connection: ClusterConnection,
  objects: RegardedObjects,
): Promise<EventsOfCluster> {
  const inTurn = limit(CONCURRENT_REQUESTS);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const questions = [...objects].flatMap(([namespace, uids]) =>
    questionsAbout(uids).map(fieldSelector => ({ namespace, fieldSelector })),
  );
  const answers = await Promise.all(
    questions.map(question =>
      inTurn(() => answerTo(question, connection, signal)),
    ),
  );
  return {
    events: answers.flatMap(({ events }) => events),
    unreadable: distinct(answers.flatMap(({ unreadable }) => unreadable)),
  };
}

interface Question {
  namespace: string;
  fieldSelector?: string;
}

function questionsAbout(uids: readonly string[]): (string | undefined)[] {
  return uids.length > FEW
    ? [undefined]
    : uids.map(uid => `involvedObject.uid=${uid}`);
}

async function answerTo(
  question: Question,
  connection: ClusterConnection,
  signal: AbortSignal,
): Promise<EventsOfCluster> {
  const events: ObservedEvent[] = [];
  try {
    let next: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { body } = await connection.getJson({
        path: pathOf(question, next),
        signal,
        timeoutMs: REQUEST_TIMEOUT_MS,
      });
      const { items, metadata } = listSchema.parse(body);
      events.push(...(items ?? []).flatMap(item => parseEvent(item) ?? []));
      next = metadata.continue;
      if (!next) return { events, unreadable: [] };
    }
    const cut = new Error(
      `There are more than ${PAGE_SIZE * MOST_PAGES} Events in namespace "${
        question.namespace
      }"; the others were not read.`,
    );
    return { events, unreadable: [unreadableEvents(connection, cut)] };
  } catch (error) {
    const reason = signal.aborted ? outOfTime(connection) : error;
    return { events, unreadable: [unreadableEvents(connection, reason)] };
  }
}

function pathOf({ namespace, fieldSelector }: Question, next?: string): string {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
  if (fieldSelector) query.set('fieldSelector', fieldSelector);
  if (next) query.set('continue', next);
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/events?${query}`;
}

function unreadableEvents(
  { name }: ClusterConnection,
  error: unknown,
): UnreadableSource {
  return {
    cluster: name,
    verb: 'list',
    resource: 'events',
    problem: problemOf(error),
    message: toError(error).message,
    since: new Date().toISOString(),
  };
}

function outOfTime({ name }: ClusterConnection): ClusterTimeoutError {
  return new ClusterTimeoutError(
    `Cluster "${name}" did not answer within ${TIMEOUT_MS / 1_000} s.`,
  );
}

/** An outage is told once, a refusal for every namespace that it concerns. */
function distinct(sources: UnreadableSource[]): UnreadableSource[] {
  const keyOf = ({ problem, message }: UnreadableSource) =>
    OF_THE_CLUSTER.has(problem) ? problem : `${problem} ${message}`;
  return [...new Map(sources.map(one => [keyOf(one), one])).values()];
}
