import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { StatusError } from '../cluster-client';
import { deepFreeze } from '../schema/json-schema';
import { ObjectLog } from './object-log';

/** Changes that a watch can still be resumed from. */
const DEFAULT_REMEMBERED_CHANGES = 1_000;

/** A change as watches see it. `previous` tells whether an object began or ceased to match. */
export interface Change {
  version: number;
  type: string;
  object: KubernetesObject;
  previous?: KubernetesObject;
  removed: boolean;
}

/**
 * Objects by type, namespace and name, with a resourceVersion that counts every
 * change of the cluster. Objects are frozen: a change is always a new object.
 */
export class ObjectStore {
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #log: ObjectLog;
  readonly #rememberedChanges: number;
  #recent: Change[] = [];
  #version = 1;
  #firstWatchable: number;

  constructor(
    directory: string,
    rememberedChanges = DEFAULT_REMEMBERED_CHANGES,
  ) {
    this.#rememberedChanges = rememberedChanges;
    this.#log = new ObjectLog(directory);
    for (const { version, type, object, removed } of this.#log.read()) {
      this.#version = Math.max(this.#version, version);
      if (type === undefined || object === undefined) continue;
      if (removed) this.#ofType(type).delete(keyOf(object));
      else this.#ofType(type).set(keyOf(object), deepFreeze(object));
    }
    this.#firstWatchable = this.#version;
  }

  get version(): number {
    return this.#version;
  }

  get(
    type: string,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    return this.#objects.get(type)?.get(key(namespace, name));
  }

  /** In the order of namespace and name, as etcd gives them. */
  list(type: string): KubernetesObject[] {
    const entries = [...(this.#objects.get(type) ?? [])];
    return entries
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, object]) => object);
  }

  *all(): Iterable<{ type: string; object: KubernetesObject }> {
    for (const [type, objects] of this.#objects) {
      for (const object of objects.values()) yield { type, object };
    }
  }

  /** Stores a new state of an object and gives it the next resourceVersion. */
  put(type: string, object: KubernetesObject): KubernetesObject {
    const version = ++this.#version;
    const stored = deepFreeze({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(version) },
    });
    const objects = this.#ofType(type);
    const previous = objects.get(keyOf(stored));
    // On disk first: what cannot be written down has not happened.
    this.#log.append({ version, type, object: stored });
    objects.set(keyOf(stored), stored);
    this.#publish({ version, type, object: stored, previous, removed: false });
    return stored;
  }

  /** Removes an object; watches see its last state with the resourceVersion of the removal. */
  remove(type: string, object: KubernetesObject): void {
    const version = ++this.#version;
    const last = deepFreeze({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(version) },
    });
    const { apiVersion, kind, metadata } = object;
    const { name, namespace } = metadata;
    this.#log.append({
      version,
      type,
      removed: true,
      object: { apiVersion, kind, metadata: { name, namespace } },
    });
    const objects = this.#ofType(type);
    const previous = objects.get(keyOf(object));
    objects.delete(keyOf(object));
    this.#publish({
      version,
      type,
      object: last,
      previous,
      removed: true,
    });
  }

  /** The changes after a resourceVersion. Throws 410 when they are forgotten. */
  since(version: number): Change[] {
    if (version < this.#firstWatchable) {
      throw new StatusError(
        410,
        'Expired',
        `too old resource version: ${version} (${this.#firstWatchable})`,
      );
    }
    return this.#recent.filter(change => change.version > version);
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#log.compact([...this.all()], this.#version);
    this.#log.close();
  }

  #publish(change: Change): void {
    this.#recent.push(change);
    if (this.#recent.length > 2 * this.#rememberedChanges) {
      this.#recent = this.#recent.slice(-this.#rememberedChanges);
      this.#firstWatchable = this.#recent[0].version - 1;
    }
    if (this.#log.isWorthCompacting(this.#count()))
      this.#log.compact([...this.all()], this.#version);
    [...this.#listeners].forEach(listener => listener(change));
  }

  #count(): number {
    return [...this.#objects.values()].reduce(
      (sum, objects) => sum + objects.size,
      0,
    );
  }

  #ofType(type: string): Map<string, KubernetesObject> {
    const objects =
      this.#objects.get(type) ?? new Map<string, KubernetesObject>();
    this.#objects.set(type, objects);
    return objects;
  }
}

function keyOf({ metadata }: KubernetesObject): string {
  return key(metadata.namespace, metadata.name);
}

function key(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
