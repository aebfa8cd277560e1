import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { viewAs } from '../reading/object-view';
import type { ResourceType, WriteOptions } from '../resource-api';
import { requiredValue } from '../schema/cause';
import { deepFreeze } from '../schema/json-schema';
import { alreadyExists, invalid } from '../status-errors';
import type { ObjectStore } from '../storage/object-store';
import { timestamp } from '../timestamp';
import { apiVersionOf, storageKey } from '../type-registry';
import { isReleased } from './deletion';
import { kindRules } from './kind-rules';
import { validateObject } from './object-validation';
import { checkState } from './request-checks';
import { isSameObject, prepareCreate, prepareUpdate } from './strategy';

/** What the cluster has to say about a write beyond the rules of the object's kind. */
export interface WriteAdmission {
  /** Throws a StatusError where no objects can be created. */
  admitCreate(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): void;
  /** The object as it will be stored. */
  complete(type: ResourceType, object: KubernetesObject): KubernetesObject;
}

/** Sets `managedFields` of an object that is about to be stored. */
export type Track = (
  object: KubernetesObject,
  old: KubernetesObject | undefined,
  now: string,
) => KubernetesObject;

/**
 * The last steps of every write: completes the object, validates it, settles its
 * owners and stores it, unless nothing changed.
 */
export class ObjectCommit {
  readonly #store: ObjectStore;
  readonly #admission: WriteAdmission;

  constructor(store: ObjectStore, admission: WriteAdmission) {
    this.#store = store;
    this.#admission = admission;
  }

  insert(
    type: ResourceType,
    namespace: string | undefined,
    object: KubernetesObject,
    options: WriteOptions,
    track: Track,
  ): KubernetesObject {
    const now = timestamp();
    const prepared = prepareCreate(type, namespace, object, now);
    const { name } = prepared.metadata;
    if (name === '')
      throw invalid(type, '', [
        requiredValue('metadata.name', 'name or generateName is required'),
      ]);
    this.#admission.admitCreate(type, namespace, name);
    const completed = this.#complete(type, prepared, undefined);
    validateObject(type, completed, undefined);
    if (this.#store.get(storageKey(type), namespace, name))
      throw alreadyExists(type, name);
    const tracked = track(completed, undefined, now);
    return options.dryRun ? deepFreeze(tracked) : this.#put(type, tracked);
  }

  replace(
    type: ResourceType,
    stored: KubernetesObject,
    next: KubernetesObject,
    options: WriteOptions,
    track: Track,
  ): KubernetesObject {
    checkState(type, stored, next);
    const old = viewAs(type, stored);
    const prepared = this.#complete(
      type,
      prepareUpdate(type, old, next, options.subresource),
      old,
    );
    validateObject(type, prepared, old);
    const tracked = track(prepared, old, timestamp());
    if (isSameObject(old, tracked)) return old;
    if (options.dryRun) return deepFreeze(tracked);
    return isReleased(type, tracked)
      ? this.#release(type, tracked)
      : this.#put(type, tracked);
  }

  #complete(
    type: ResourceType,
    object: KubernetesObject,
    old: KubernetesObject | undefined,
  ): KubernetesObject {
    const completed = kindRules(type).complete?.(object, old) ?? object;
    return this.#admission.complete(type, completed);
  }

  #put(type: ResourceType, object: KubernetesObject): KubernetesObject {
    return viewAs(
      type,
      this.#store.put(storageKey(type), inStorageVersion(type, object)),
    );
  }

  /** The last finalizer of a deleted object has gone. */
  #release(type: ResourceType, last: KubernetesObject): KubernetesObject {
    this.#store.remove(storageKey(type), inStorageVersion(type, last));
    return deepFreeze(last);
  }
}

function inStorageVersion(
  type: ResourceType,
  object: KubernetesObject,
): KubernetesObject {
  return {
    ...object,
    apiVersion: apiVersionOf({
      group: type.group,
      version: type.storageVersion,
    }),
  };
}
