import type { Log } from '../../log';
import { isNotFound } from '../cluster-client';
import type { ResourceApi } from '../resource-api';
import type { ObjectStore } from '../storage/object-store';
import { storageKey, type TypeRegistry } from '../type-registry';

/** How long API servers keep Events (`--event-ttl`). */
const TIME_TO_LIVE_MS = 60 * 60_000;
const INTERVAL_MS = 60_000;

/** Deletes Events that nobody wrote to for an hour. */
export class EventExpiry {
  readonly #store: ObjectStore;
  readonly #registry: TypeRegistry;
  readonly #api: ResourceApi;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();

  constructor(
    store: ObjectStore,
    registry: TypeRegistry,
    api: ResourceApi,
    log: Log,
  ) {
    this.#store = store;
    this.#registry = registry;
    this.#api = api;
    this.#timer = setInterval(() => {
      this.#running = this.#expire().catch(error =>
        log.debug(`event expiry: ${error.message}`),
      );
    }, INTERVAL_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #expire(): Promise<void> {
    const type = this.#registry.findKind('v1', 'Event');
    if (!type) return;
    const limit = Date.now() - TIME_TO_LIVE_MS;
    for (const { metadata, lastTimestamp } of this.#store.list(
      storageKey(type),
    )) {
      const seen = Date.parse(
        typeof lastTimestamp === 'string'
          ? lastTimestamp
          : metadata.creationTimestamp ?? '',
      );
      if (seen > limit) continue;
      try {
        await this.#api.remove(type, metadata.namespace, metadata.name);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  }
}
