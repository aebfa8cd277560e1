import type {
  KubernetesObject,
  OwnerReference,
} from '@backstage-dbaas/plugin-dbaas-common';
import { WorkQueue } from '../../controllers/work-queue';
import type { Log } from '../../log';
import { isNotFound } from '../cluster-client';
import type { ResourceApi } from '../resource-api';
import type { Change, ObjectStore } from '../storage/object-store';
import type { TypeRegistry } from '../type-registry';
import { FOREGROUND, ORPHAN } from '../writing/deletion';
import { OwnerIndex, type ObjectKey } from './owner-index';

const FIELD_MANAGER = 'kube-controller-manager';

/**
 * Deletes what has lost all its owners and settles foreground and orphan
 * deletions, as the garbage collector of kube-controller-manager does.
 */
export class GarbageCollector {
  readonly #store: ObjectStore;
  readonly #registry: TypeRegistry;
  readonly #api: ResourceApi;
  readonly #index: OwnerIndex;
  readonly #queue: WorkQueue<ObjectKey>;
  readonly #stopListening: () => void;

  constructor(
    store: ObjectStore,
    registry: TypeRegistry,
    api: ResourceApi,
    log: Log,
  ) {
    this.#store = store;
    this.#registry = registry;
    this.#api = api;
    this.#index = new OwnerIndex(store);
    this.#queue = new WorkQueue<ObjectKey>({
      identify: ({ type, namespace, name }) =>
        `${type}/${namespace ?? ''}/${name}`,
      concurrency: 4,
      process: key => this.#collect(key),
      onError: ({ type, name }, error, retryIn) =>
        log.debug(
          `garbage collector ${type} ${name}: ${error.message}; retry in ${retryIn} ms`,
        ),
    });
    this.#stopListening = store.onChange(change => this.#enqueue(change));
    for (const { type, object } of store.all())
      this.#enqueueObject(type, object);
  }

  async stop(): Promise<void> {
    this.#stopListening();
    await this.#queue.stop();
  }

  #enqueue({ type, object, previous, removed }: Change): void {
    if (!removed) {
      this.#enqueueObject(type, object);
    } else if (object.metadata.uid !== undefined) {
      this.#index
        .dependentsOf(object.metadata.uid)
        .forEach(key => this.#queue.add(key));
    }
    // An owner in foreground deletion waits for the dependents that it had.
    for (const owner of previous?.metadata.ownerReferences ?? []) {
      const key = this.#index.find(owner.uid);
      if (key && this.#get(key)?.metadata.finalizers?.includes(FOREGROUND))
        this.#queue.add(key);
    }
  }

  #enqueueObject(type: string, { metadata }: KubernetesObject): void {
    const {
      name,
      namespace,
      ownerReferences = [],
      deletionTimestamp,
    } = metadata;
    if (ownerReferences.length === 0 && deletionTimestamp === undefined) return;
    this.#queue.add({
      type,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    });
  }

  async #collect(key: ObjectKey): Promise<void> {
    const object = this.#get(key);
    if (!object) return;
    const {
      deletionTimestamp,
      finalizers = [],
      ownerReferences = [],
    } = object.metadata;
    if (deletionTimestamp !== undefined) {
      if (finalizers.includes(FOREGROUND))
        await this.#finishForeground(key, object);
      else if (finalizers.includes(ORPHAN))
        await this.#orphanDependents(key, object);
    } else if (ownerReferences.length > 0) {
      await this.#checkOwners(key, object, ownerReferences);
    }
  }

  /** Deletes an object without owners, or drops the references to those that are gone. */
  async #checkOwners(
    key: ObjectKey,
    object: KubernetesObject,
    references: OwnerReference[],
  ): Promise<void> {
    const states = references.map(reference => ({
      reference,
      state: this.#ownerState(object, reference),
    }));
    const waiting = states.some(({ state }) => state === 'waiting');
    const solid = states
      .filter(({ state }) => state === 'solid')
      .map(({ reference }) => reference);
    if (solid.length === references.length) return;
    if (solid.length > 0) {
      await this.#patch(key, object, { ownerReferences: solid });
      return;
    }
    await this.#delete(
      key,
      object,
      waiting && this.#index.dependentsOf(object.metadata.uid ?? '').length > 0
        ? 'Foreground'
        : 'Background',
    );
  }

  #ownerState(
    object: KubernetesObject,
    reference: OwnerReference,
  ): 'solid' | 'waiting' | 'absent' {
    const key = this.#index.find(reference.uid);
    const owner = key && this.#get(key);
    if (!owner) {
      const isKnownKind =
        this.#registry.findKind(reference.apiVersion, reference.kind) !==
        undefined;
      // An owner of a kind that is not served cannot be looked up: nothing is deleted for it.
      return isKnownKind || this.#index.wasDeleted(reference.uid)
        ? 'absent'
        : 'solid';
    }
    // A namespaced owner owns only within its namespace.
    const { namespace } = owner.metadata;
    if (namespace !== undefined && namespace !== object.metadata.namespace)
      return 'absent';
    const isWaiting =
      owner.metadata.deletionTimestamp !== undefined &&
      owner.metadata.finalizers?.includes(FOREGROUND);
    return isWaiting ? 'waiting' : 'solid';
  }

  async #finishForeground(
    key: ObjectKey,
    owner: KubernetesObject,
  ): Promise<void> {
    const dependents = this.#dependents(owner);
    const isBlocking = ({ metadata }: KubernetesObject) =>
      metadata.ownerReferences?.some(
        ({ uid, blockOwnerDeletion }) =>
          uid === owner.metadata.uid && blockOwnerDeletion,
      );
    if (!dependents.some(({ object }) => isBlocking(object))) {
      await this.#removeFinalizer(key, owner, FOREGROUND);
      return;
    }
    dependents
      .filter(({ object }) => object.metadata.deletionTimestamp === undefined)
      .forEach(({ key: dependent }) => this.#queue.add(dependent));
  }

  async #orphanDependents(
    key: ObjectKey,
    owner: KubernetesObject,
  ): Promise<void> {
    for (const { key: dependent, object } of this.#dependents(owner)) {
      const kept = object.metadata.ownerReferences?.filter(
        ({ uid }) => uid !== owner.metadata.uid,
      );
      await this.#patch(dependent, object, { ownerReferences: kept });
    }
    await this.#removeFinalizer(key, owner, ORPHAN);
  }

  #dependents(
    owner: KubernetesObject,
  ): { key: ObjectKey; object: KubernetesObject }[] {
    return this.#index.dependentsOf(owner.metadata.uid ?? '').flatMap(key => {
      const object = this.#get(key);
      return object ? [{ key, object }] : [];
    });
  }

  async #removeFinalizer(
    key: ObjectKey,
    object: KubernetesObject,
    finalizer: string,
  ): Promise<void> {
    await this.#patch(key, object, {
      finalizers: object.metadata.finalizers?.filter(
        entry => entry !== finalizer,
      ),
    });
  }

  /** Patches exactly the state that was looked at; a conflict is tried again. */
  async #patch(
    key: ObjectKey,
    object: KubernetesObject,
    metadata: object,
  ): Promise<void> {
    const type = this.#registry.ofStorage(key.type);
    if (!type) return;
    const { uid, resourceVersion } = object.metadata;
    const body = { metadata: { ...metadata, uid, resourceVersion } };
    await this.#api.patch(type, key.namespace, key.name, body, {
      patchType: 'merge',
      fieldManager: FIELD_MANAGER,
    });
  }

  async #delete(
    key: ObjectKey,
    object: KubernetesObject,
    propagationPolicy: 'Background' | 'Foreground',
  ): Promise<void> {
    const type = this.#registry.ofStorage(key.type);
    if (!type) return;
    const { uid, resourceVersion } = object.metadata;
    try {
      await this.#api.remove(type, key.namespace, key.name, {
        propagationPolicy,
        preconditions: {
          ...(uid ? { uid } : {}),
          ...(resourceVersion ? { resourceVersion } : {}),
        },
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  #get({ type, namespace, name }: ObjectKey): KubernetesObject | undefined {
    return this.#store.get(type, namespace, name);
  }
}
