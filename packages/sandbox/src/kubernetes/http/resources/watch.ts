import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { StatusError } from '../../cluster-client';
import type { StreamEvent, WatchQuery } from '../../resource-api';
import type { Stream, StreamSink } from '../answer';
import { statusBody } from '../status-body';
import { tableOf } from '../table/table';
import { partialObjectMetadata } from './partial-object-metadata';
import { includeObjectOf, timeoutOf, watchQueryOf } from './request-options';
import { warningsOf } from './read';
import type { ResourceRequest } from './resource-request';

/** API servers end a watch between these times when the client names none. */
const MIN_DURATION_MS = 30 * 60_000;
const EXPIRED = 410;

type Shown = (object: KubernetesObject) => object;

/** `GET` of a collection, or of one object, with `watch=true`. */
export function watchObjects(request: ResourceRequest): Stream {
  const query = queryOf(request);
  const duration =
    timeoutOf(request.request) ?? MIN_DURATION_MS * (1 + Math.random());
  const shown = eventObject(request);
  const events = openEvents(request, query);
  return {
    warnings: warningsOf(request),
    open: sink => events(sink, shown, duration),
  };
}

/**
 * Opens the watch at once, so that a bad selector is an error of the request; a
 * resourceVersion that is too old is an event instead, as informers expect.
 */
function openEvents(
  { api, type }: ResourceRequest,
  query: WatchQuery,
): (sink: StreamSink, shown: Shown, duration: number) => void {
  let deliver: (event: StreamEvent) => void = () => {};
  let end: (error?: StatusError) => void = () => {};
  let stop: () => void;
  try {
    stop = api.watch(
      type,
      query,
      event => deliver(event),
      error => end(error),
    );
  } catch (error) {
    if (!(error instanceof StatusError) || error.code !== EXPIRED) throw error;
    return sink => endWith(sink, error);
  }
  return (sink, shown, duration) => {
    deliver = ({ type: change, object }) =>
      sink.send({ type: change, object: shown(object) });
    end = error => endWith(sink, error);
    const timer = setTimeout(() => sink.end(), duration).unref();
    sink.onClose(() => {
      clearTimeout(timer);
      stop();
    });
  };
}

function endWith(sink: StreamSink, error?: StatusError): void {
  if (error) sink.send({ type: 'ERROR', object: statusBody(error) });
  sink.end();
}

/** Watching one object is watching the collection for its name. */
function queryOf({ request, namespace, name }: ResourceRequest): WatchQuery {
  const query = watchQueryOf(request, namespace);
  if (name === undefined) return query;
  const fieldSelector = [query.fieldSelector, `metadata.name=${name}`]
    .filter(Boolean)
    .join(',');
  return { ...query, fieldSelector };
}

/** How the object of an event is shown; the first table of a watch tells its columns. */
function eventObject({
  type,
  request,
  representation,
}: ResourceRequest): Shown {
  if (representation === 'PartialObjectMetadata') return partialObjectMetadata;
  if (representation !== 'Table') return object => object;
  const includeObject = includeObjectOf(request);
  let isFirst = true;
  return object => {
    const table = tableOf(type, [object], {
      includeObject,
      now: new Date(),
      withColumns: isFirst,
      metadata: { resourceVersion: object.metadata.resourceVersion },
    });
    isFirst = false;
    return table;
  };
}
