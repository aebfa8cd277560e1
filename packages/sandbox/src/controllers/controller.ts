import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type {
  ClusterClient,
  KindRef,
  ListOptions,
  WatchEvent,
} from '../kubernetes/cluster-client';
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
  /** The keys to reconcile because this object came, changed or went. */
  map: (object: KubernetesObject, type: WatchEvent['type']) => ReconcileKey[];
}

export interface ControllerOptions {
  /** Name in the log, such as `provider-sql/database`. */
  name: string;
  client: ClusterClient;
  /** The kind that is reconciled. */
  for: KindRef;
  /** Which changes of the object itself cause a reconcile; all of them by default. */
  predicate?: (event: WatchEvent) => boolean;
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
 */
export class Controller {
  readonly #queue: WorkQueue<ReconcileKey>;
  readonly #stops: (() => void)[] = [];

  constructor(options: ControllerOptions) {
    const { client, log, name } = options;
    this.#queue = new WorkQueue<ReconcileKey>({
      identify: textOf,
      concurrency: options.concurrency ?? 4,
      process: async key => options.reconcile(key, await read(options, key)),
      onError: (key, error, retryIn) =>
        log.debug(
          `${name} ${textOf(key)}: ${error.message}; retry in ${retryIn} ms`,
        ),
    });
    const { predicate = () => true } = options;
    this.#stops.push(
      client.watch(options.for, event => {
        if (predicate(event)) this.enqueue(keyOf(event.object));
      }),
    );
    options.watches?.forEach(watch => this.watch(watch));
  }

  /** Watches one more kind from now on. */
  watch({ client, kind, options, map }: ControllerWatch): void {
    this.#stops.push(
      client.watch(
        kind,
        ({ object, type }) =>
          map(object, type).forEach(key => this.enqueue(key)),
        options,
      ),
    );
  }

  /** Asks for a reconcile. */
  enqueue(key: ReconcileKey): void {
    this.#queue.add(key);
  }

  /** Ends the watches and waits for work in flight. */
  async stop(): Promise<void> {
    this.#stops.forEach(stop => stop());
    await this.#queue.stop();
  }
}

/**
 * Starts a controller that needs no further attention.
 *
 * @returns a function that stops the controller and waits for work in flight
 */
export function startController(
  options: ControllerOptions,
): () => Promise<void> {
  const controller = new Controller(options);
  return () => controller.stop();
}

/** The key of an object itself. */
export function keyOf(object: KubernetesObject): ReconcileKey {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? { name } : { namespace, name };
}

/** Objects of a kind that is no longer served are gone. */
async function read(
  { client, for: kind }: ControllerOptions,
  key: ReconcileKey,
): Promise<KubernetesObject | undefined> {
  return client.serves(kind) ? client.get({ ...kind, ...key }) : undefined;
}

function textOf({ namespace, name }: ReconcileKey): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
