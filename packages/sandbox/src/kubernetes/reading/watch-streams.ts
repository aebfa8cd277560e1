import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { StatusError } from '../cluster-client';
import type { ResourceType, StreamEvent, WatchQuery } from '../resource-api';
import { deepFreeze } from '../schema/json-schema';
import { matcherOf, type Matcher } from '../selectors';
import { expired } from '../status-errors';
import type { Change, ObjectStore } from '../storage/object-store';
import { apiVersionOf, storageKey, type TypeRegistry } from '../type-registry';
import { parseResourceVersion } from './list';
import { Delivery } from './delivery';
import { viewAs } from './object-view';

const BOOKMARK_INTERVAL_MS = 60_000;
const INITIAL_EVENTS_END = { 'k8s.io/initial-events-end': 'true' };

/** Reminds of bookmarks from time to time. */
class Bookmarks {
  #timer?: NodeJS.Timeout;
  readonly #send: () => void;

  constructor(send: () => void) {
    this.#send = send;
  }

  start(): void {
    this.#timer = setInterval(this.#send, BOOKMARK_INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

interface Stream {
  type: ResourceType;
  key: string;
  matches: Matcher;
  send: (event: StreamEvent) => void;
  end: () => void;
}

/** The open watches of a cluster. */
export class WatchStreams {
  readonly #streams = new Set<Stream>();
  readonly #store: ObjectStore;

  constructor(store: ObjectStore, registry: TypeRegistry) {
    this.#store = store;
    store.onChange(change => {
      for (const stream of this.#streams) {
        if (stream.key === change.type) sendChange(stream, change);
      }
    });
    registry.onChange(() => {
      [...this.#streams]
        .filter(({ type }) => !registry.serves(type))
        .forEach(stream => stream.end());
    });
  }

  /**
   * Opens a watch. Events are handed over one after another, never while the
   * cluster is in the middle of a write.
   */
  open(
    type: ResourceType,
    query: WatchQuery,
    onEvent: (event: StreamEvent) => void,
    onEnd?: (error?: StatusError) => void,
  ): () => void {
    const delivery = new Delivery(onEvent);
    const send = (event: StreamEvent) => delivery.push(event);
    const matches = matcherOf(type, query);
    const bookmarks = new Bookmarks(() =>
      send(bookmark(type, this.#store.version)),
    );
    const stream: Stream = {
      type,
      key: storageKey(type),
      matches,
      send,
      end: () => {},
    };
    const close = () => {
      bookmarks.stop();
      this.#streams.delete(stream);
    };
    stream.end = () => {
      close();
      delivery.end(() => onEnd?.());
    };
    this.#sendPast(stream, query);
    if (query.allowBookmarks) bookmarks.start();
    this.#streams.add(stream);
    return () => {
      close();
      delivery.stop();
    };
  }

  #sendPast(
    stream: Stream,
    { resourceVersion = '', sendInitialEvents }: WatchQuery,
  ): void {
    const isFromNow = resourceVersion === '' || resourceVersion === '0';
    if (sendInitialEvents || (isFromNow && sendInitialEvents === undefined)) {
      for (const stored of this.#store.list(stream.key)) {
        const object = viewAs(stream.type, stored);
        if (stream.matches(object)) stream.send({ type: 'ADDED', object });
      }
      if (sendInitialEvents)
        stream.send(
          bookmark(stream.type, this.#store.version, INITIAL_EVENTS_END),
        );
      return;
    }
    if (isFromNow) return;
    const version = parseResourceVersion(resourceVersion);
    // A version of the future is from before the cluster was reset: the client must list again.
    if (version > this.#store.version) {
      throw expired(
        `too old resource version: ${version} (${this.#store.version})`,
      );
    }
    for (const change of this.#store.since(version)) {
      if (change.type === stream.key) sendChange(stream, change);
    }
  }
}

/** An object that begins or ceases to match a selector is added or deleted for the watcher. */
function sendChange({ type, matches, send }: Stream, change: Change): void {
  const object = viewAs(type, change.object);
  const previous = change.previous && viewAs(type, change.previous);
  const didMatch = previous !== undefined && matches(previous);
  const doesMatch = !change.removed && matches(object);
  if (doesMatch) send({ type: didMatch ? 'MODIFIED' : 'ADDED', object });
  else if (didMatch)
    send({
      type: 'DELETED',
      object: change.removed ? object : withVersion(previous, change.version),
    });
}

function withVersion(
  object: KubernetesObject,
  version: number,
): KubernetesObject {
  return deepFreeze({
    ...object,
    metadata: { ...object.metadata, resourceVersion: String(version) },
  });
}

function bookmark(
  type: ResourceType,
  version: number,
  annotations?: Record<string, string>,
): StreamEvent {
  const metadata = {
    name: '',
    resourceVersion: String(version),
    ...(annotations ? { annotations } : {}),
  };
  return {
    type: 'BOOKMARK',
    object: { apiVersion: apiVersionOf(type), kind: type.kind, metadata },
  };
}
