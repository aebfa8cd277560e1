import type {
  ClusterClient,
  KindRef,
  ListOptions,
  ObjectRef,
} from '../kubernetes/cluster-client';
import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { Log } from '../log';
import { WorkQueue } from './work-queue';

/** Names the object to reconcile. */
export interface ReconcileKey {
  namespace?: string;
  name: string;
}

/** What a reconcile asks for: nothing, or to be called again. */
export interface ReconcileResult {
  /** Milliseconds until the next call, if nothing changes before. */
  requeueAfter?: number;
}

/** A further kind whose changes cause reconciles. */
export interface ControllerWatch {
  client: ClusterClient;
  kind: KindRef;
  options?: ListOptions;
  /** The keys to reconcile because this object changed. */
  map: (object: KubernetesObject) => ReconcileKey[];
}

export interface ControllerOptions {
  /** Name in the log, such as `provider-sql/database`. */
  name: string;
  client: ClusterClient;
  /** The kind that is reconciled. */
  for: KindRef;
  watches?: ControllerWatch[];
  /** The object is undefined when it is gone. Throwing backs off and retries. */
  reconcile: (
    key: ReconcileKey,
    object: KubernetesObject | undefined,
  ) => Promise<ReconcileResult | void>;
  log: Log;
  /** Reconciles of different keys that may run at once. Defaults to 4. */
  concurrency?: number;
}

/**
 * Watches kinds, queues the keys that need work and reconciles each with at
 * most one call at a time, with exponential backoff on errors: controller-runtime
 * in small.
 *
 * @returns a function that stops the controller and waits for work in flight
 */
export function startController(options: ControllerOptions): () => Promise<void> {
  const { client, log, name } = options;
  const refOf = (key: ReconcileKey): ObjectRef => ({ ...options.for, ...key });
  const queue = new WorkQueue<ReconcileKey>({
    identify: key => `${key.namespace ?? ''}/${key.name}`,
    concurrency: options.concurrency ?? 4,
    process: async key => options.reconcile(key, await client.get(refOf(key))),
    onError: (key, error, retryIn) =>
      log.debug(
        `${name} ${key.namespace ? `${key.namespace}/` : ''}${key.name}: ${error.message}; retry in ${retryIn} ms`,
      ),
  });
  const stops = [
    client.watch(options.for, event => queue.add(keyOf(event.object))),
    ...(options.watches ?? []).map(watch =>
      watch.client.watch(
        watch.kind,
        event => watch.map(event.object).forEach(key => queue.add(key)),
        watch.options,
      ),
    ),
  ];
  return async () => {
    stops.forEach(stop => stop());
    await queue.stop();
  };
}

/** The key of an object itself. */
export function keyOf(object: KubernetesObject): ReconcileKey {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? { name } : { namespace, name };
}
