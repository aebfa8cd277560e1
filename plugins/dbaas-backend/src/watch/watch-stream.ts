import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { resourcePath } from '../clusters/discovery';
import {
  ClusterTimeoutError,
  connectionError,
  KubernetesStatusError,
  statusError,
} from '../clusters/kubernetes-error';
import type { UnusableObject } from './unusable-objects';
import { acceptOf, readObject, selectorsOf, type ListSource } from './list';

/**
 * A change as the API server tells it. A bookmark carries only progress. A change
 * of what is not an object does, too, or else the watch would never get past it.
 */
export type WatchEvent =
  | {
      type: 'ADDED' | 'MODIFIED' | 'DELETED';
      object: KubernetesObject;
      resourceVersion: string;
    }
  | { type: 'UNUSABLE'; unusable: UnusableObject; resourceVersion: string }
  | { type: 'BOOKMARK'; resourceVersion: string };

/** Times of a watch, in milliseconds. */
export interface WatchTimes {
  /** Until the API server has accepted the watch. */
  connect: number;
  /** A watch that says nothing for longer is given up; bookmarks come about every minute. */
  idle: number;
  /** After this the API server ends the watch cleanly. */
  duration: number;
}

const eventSchema = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.looseObject({
    metadata: z
      .looseObject({ resourceVersion: z.string().optional() })
      .optional(),
  }),
});

/**
 * Changes from a resource version on, until the server ends the watch. Trouble
 * of any kind is thrown: a refused request, a reset, silence, half a line.
 */
export async function* watchObjects(
  source: ListSource,
  options: {
    resourceVersion: string;
    times: WatchTimes;
    signal: AbortSignal;
    /** Called with every sign of life. */
    onContact: () => void;
  },
): AsyncGenerator<WatchEvent> {
  const { connection, resource, kind } = source;
  const idle = new AbortController();
  const response = await connection.get({
    path: `${resourcePath(resource)}?${watchQuery(source, options)}`,
    accept: acceptOf(kind, 'PartialObjectMetadata'),
    signal: AbortSignal.any([options.signal, idle.signal]),
    timeoutMs: options.times.connect,
  });
  options.onContact();
  const watchdog = setTimeout(() => idle.abort(), options.times.idle);
  try {
    for await (const line of lines(response)) {
      watchdog.refresh();
      options.onContact();
      yield readEvent(source, line);
    }
  } catch (error) {
    throw idle.signal.aborted
      ? new ClusterTimeoutError(
          `The watch said nothing for ${options.times.idle / 1_000} s.`,
        )
      : connectionError(connection.name, error);
  } finally {
    clearTimeout(watchdog);
    response.destroy();
  }
}

function watchQuery(
  { kind }: ListSource,
  { resourceVersion, times }: { resourceVersion: string; times: WatchTimes },
): URLSearchParams {
  return new URLSearchParams({
    watch: 'true',
    resourceVersion,
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(Math.ceil(times.duration / 1_000)),
    ...Object.fromEntries(selectorsOf(kind)),
  });
}

function readEvent(source: ListSource, line: string): WatchEvent {
  const { type, object } = parseEvent(line);
  if (type === 'ERROR') throw statusError(object, { code: 500 });
  const resourceVersion = object.metadata?.resourceVersion ?? '';
  if (type === 'BOOKMARK') return { type, resourceVersion };
  const read = readObject(source.resource, object);
  return read.object
    ? { type, resourceVersion, object: read.object }
    : { type: 'UNUSABLE', resourceVersion, unusable: read.unusable };
}

function parseEvent(line: string): z.infer<typeof eventSchema> {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    throw new KubernetesStatusError(
      502,
      'The API server sent a watch event that is not complete.',
    );
  }
}

/** Whole lines of a stream. What is left over at the end was cut off and is an error of its reader. */
async function* lines(stream: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.write(chunk)).split('\n');
    rest = parts.pop() ?? '';
    yield* parts.filter(part => part !== '');
  }
  if (rest.trim() !== '') yield rest;
}
