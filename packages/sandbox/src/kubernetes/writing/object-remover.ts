import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { viewAs } from '../reading/object-view';
import type {
  DeleteAdmission,
  RemoveOptions,
  RemoveResult,
  ResourceType,
} from '../resource-api';
import { deepFreeze } from '../schema/json-schema';
import { conflict, notFound } from '../status-errors';
import type { ObjectStore } from '../storage/object-store';
import { storageKey } from '../type-registry';
import { timestamp } from '../timestamp';
import { FOREGROUND, isReleased, ORPHAN } from './deletion';
import { nextGeneration } from './strategy';

/** Changes an object at the moment it is marked for deletion. */
export type DeletionMark = (
  type: ResourceType,
  object: KubernetesObject,
) => KubernetesObject;

/** Deletes objects, or marks them for deletion while finalizers hold them. */
export class ObjectRemover {
  readonly #store: ObjectStore;
  readonly #mark: DeletionMark;
  readonly #admissions: readonly DeleteAdmission[];

  constructor(
    store: ObjectStore,
    mark: DeletionMark,
    admissions: readonly DeleteAdmission[],
  ) {
    this.#store = store;
    this.#mark = mark;
    this.#admissions = admissions;
  }

  async remove(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    options: RemoveOptions,
  ): Promise<RemoveResult> {
    const asked = this.#existing(type, namespace, name);
    checkPreconditions(type, asked, options);
    for (const check of this.#admissions)
      await check(viewAs(type, asked), options);
    // The checks took time: what is deleted is the object there is now.
    const stored = this.#existing(type, namespace, name);
    checkPreconditions(type, stored, options);
    return this.#removeNow(type, stored, options);
  }

  #removeNow(
    type: ResourceType,
    stored: KubernetesObject,
    options: RemoveOptions,
  ): RemoveResult {
    const marked = this.#marked(
      type,
      stored,
      options.propagationPolicy ?? 'Background',
    );
    const deleted = isReleased(type, marked);
    if (options.dryRun) return { object: deepFreeze(marked), deleted };
    if (deleted) {
      this.#store.remove(storageKey(type), stored);
      return { object: viewAs(type, stored), deleted };
    }
    if (marked === stored) return { object: viewAs(type, stored), deleted };
    return {
      object: viewAs(type, this.#store.put(storageKey(type), marked)),
      deleted,
    };
  }

  /** The object with a deletion timestamp and the finalizers of the propagation policy. */
  #marked(
    type: ResourceType,
    stored: KubernetesObject,
    policy: string,
  ): KubernetesObject {
    const { finalizers = [], deletionTimestamp } = stored.metadata;
    const kept = finalizers.filter(
      finalizer => finalizer !== FOREGROUND && finalizer !== ORPHAN,
    );
    const wanted = [
      ...kept,
      ...(policy === 'Foreground' ? [FOREGROUND] : []),
      ...(policy === 'Orphan' ? [ORPHAN] : []),
    ];
    const isSame =
      wanted.length === finalizers.length &&
      wanted.every(entry => finalizers.includes(entry));
    if (deletionTimestamp !== undefined && isSame) return stored;
    const { finalizers: _, ...metadata } = stored.metadata;
    const object: KubernetesObject = {
      ...stored,
      metadata: {
        ...metadata,
        ...(wanted.length > 0 ? { finalizers: wanted } : {}),
        deletionTimestamp: deletionTimestamp ?? timestamp(),
        deletionGracePeriodSeconds: 0,
      },
    };
    if (deletionTimestamp !== undefined) return object;
    return this.#mark(
      type,
      type.hasGeneration ? nextGeneration(object) : object,
    );
  }

  #existing(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject {
    const stored = this.#store.get(storageKey(type), namespace, name);
    if (!stored) throw notFound(type, name);
    return stored;
  }
}

function checkPreconditions(
  type: ResourceType,
  { metadata }: KubernetesObject,
  { preconditions }: RemoveOptions,
): void {
  const { uid, resourceVersion } = preconditions ?? {};
  if (uid && uid !== metadata.uid) {
    throw conflict(
      type,
      metadata.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
    );
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      type,
      metadata.name,
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`,
    );
  }
}
