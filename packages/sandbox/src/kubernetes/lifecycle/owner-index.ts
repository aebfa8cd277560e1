import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { Change, ObjectStore } from '../storage/object-store';

/** Where an object is kept. */
export interface ObjectKey {
  type: string;
  namespace?: string;
  name: string;
}

/** Which objects there are by uid, and which objects name a uid as their owner. */
export class OwnerIndex {
  readonly #objects = new Map<string, ObjectKey>();
  /** Owners that were there and have been deleted. */
  readonly #deleted = new Set<string>();
  readonly #dependents = new Map<string, Map<string, ObjectKey>>();

  constructor(store: ObjectStore) {
    for (const { type, object } of store.all()) this.#add(type, object);
    store.onChange(change => this.#update(change));
  }

  find(uid: string): ObjectKey | undefined {
    return this.#objects.get(uid);
  }

  dependentsOf(uid: string): ObjectKey[] {
    return [...(this.#dependents.get(uid)?.values() ?? [])];
  }

  /** True when the uid was known once and its object is gone. */
  wasDeleted(uid: string): boolean {
    return this.#deleted.has(uid);
  }

  #update({ type, object, previous, removed }: Change): void {
    if (previous) this.#remove(previous);
    if (!removed) this.#add(type, object);
    else if (object.metadata.uid && this.#dependents.has(object.metadata.uid))
      this.#deleted.add(object.metadata.uid);
  }

  #add(type: string, { metadata }: KubernetesObject): void {
    const { uid, namespace, name, ownerReferences = [] } = metadata;
    if (uid === undefined) return;
    const key: ObjectKey = {
      type,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    };
    this.#objects.set(uid, key);
    for (const owner of ownerReferences) {
      const dependents =
        this.#dependents.get(owner.uid) ?? new Map<string, ObjectKey>();
      this.#dependents.set(owner.uid, dependents.set(uid, key));
    }
  }

  #remove({ metadata }: KubernetesObject): void {
    const { uid, ownerReferences = [] } = metadata;
    if (uid === undefined) return;
    this.#objects.delete(uid);
    for (const owner of ownerReferences) {
      const dependents = this.#dependents.get(owner.uid);
      dependents?.delete(uid);
      if (dependents?.size === 0) {
        this.#dependents.delete(owner.uid);
        this.#deleted.delete(owner.uid);
      }
    }
  }
}
