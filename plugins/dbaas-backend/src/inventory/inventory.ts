import {
  DATABASE_LABEL,
  ENTITY_LABEL,
  groupOf,
  type GroupKind,
  type KubernetesObject,
  type SidecarQuery,
} from '@backstage-dbaas/plugin-dbaas-common';
import { groupKindKey } from '../clusters/discovery';
import type { NamespacedName } from '../watch/list';
import type { ReflectorStore } from '../watch/reflector';
import { IndexBy } from './index-by';
import { InventoryObject } from './inventory-object';
import {
  backedUpServerKeys,
  nameKey,
  objectKey,
  regardedUid,
  sidecarKey,
  sidecarKeys,
  type ObjectName,
} from './object-names';
import { ObjectArchive } from './object-archive';

/** One object before and after; one of the two is missing when it came or went. */
export interface InventoryChange {
  before?: InventoryObject;
  after?: InventoryObject;
}

export interface InventoryOptions {
  /** Changes within this time are told together, in milliseconds. */
  coalesce?: number;
}

const DEFAULT_COALESCE_MS = 50;

/** All objects of all clusters, as they were last seen, and ways to find them. */
export class Inventory {
  readonly #objects = new Map<string, InventoryObject>();
  readonly #byUid = new IndexBy<InventoryObject>(uidKeys);
  readonly #byOwner = new IndexBy<InventoryObject>(ownerKeys);
  readonly #byDatabase = new IndexBy<InventoryObject>(
    labelKeys(DATABASE_LABEL),
  );
  readonly #byEntity = new IndexBy<InventoryObject>(labelKeys(ENTITY_LABEL));
  readonly #byRegarding = new IndexBy<InventoryObject>(regardingKeys);
  readonly #bySidecar = new IndexBy<InventoryObject>(sidecarKeys);
  readonly #byBackedUpServer = new IndexBy<InventoryObject>(backedUpServerKeys);
  readonly #byKind = new IndexBy<InventoryObject>(kindKeys);
  readonly #bySource = new IndexBy<InventoryObject>(({ cluster, object }) => [
    sourceKey(cluster, { group: groupOf(object), kind: object.kind }),
  ]);
  readonly #indexes = [
    this.#byUid,
    this.#byOwner,
    this.#byDatabase,
    this.#byEntity,
    this.#byRegarding,
    this.#bySidecar,
    this.#byBackedUpServer,
    this.#byKind,
    this.#bySource,
  ];
  readonly #archive = new ObjectArchive();
  readonly #listeners = new Set<(changes: InventoryChange[]) => void>();
  readonly #coalesce: number;
  #pending = new Map<string, InventoryChange>();
  #timer?: NodeJS.Timeout;

  constructor({ coalesce = DEFAULT_COALESCE_MS }: InventoryOptions = {}) {
    this.#coalesce = coalesce;
  }

  /** Where the reflector of one kind in one cluster puts what it learns. */
  storeFor(cluster: string, kind: GroupKind): ReflectorStore {
    return {
      upsert: object => this.#put(cluster, object),
      remove: object => this.#remove(objectKey({ cluster, object })),
      retain: objects => this.#retain(cluster, kind, objects),
    };
  }

  get(name: ObjectName): InventoryObject | undefined {
    return this.#objects.get(nameKey(name));
  }

  byUid(cluster: string, uid: string): InventoryObject | undefined {
    return this.#byUid.first(`${cluster}|${uid}`);
  }

  /** Objects that name this UID in an owner reference. */
  ownedBy(cluster: string, uid: string): Iterable<InventoryObject> {
    return this.#byOwner.get(`${cluster}|${uid}`);
  }

  /** Events about the object with this UID. */
  eventsAbout(cluster: string, uid: string): Iterable<InventoryObject> {
    return this.#byRegarding.get(`${cluster}|${uid}`);
  }

  /** Objects of all clusters with this value of the database label. */
  byDatabaseLabel(value: string): Iterable<InventoryObject> {
    return this.#byDatabase.get(value);
  }

  /** Objects of all clusters with this value of the entity label. */
  byEntityLabel(value: string): Iterable<InventoryObject> {
    return this.#byEntity.get(value);
  }

  /** Pods with a Dapr sidecar, of a namespace or of an application. */
  sidecars(cluster: string, query: SidecarQuery): Iterable<InventoryObject> {
    return this.#bySidecar.get(sidecarKey(cluster, query));
  }

  /** Backups, and schedules for them, of the server with this {@link nameKey}. */
  backupsOf(key: string): Iterable<InventoryObject> {
    return this.#byBackedUpServer.get(key);
  }

  ofKind(kind: GroupKind): Iterable<InventoryObject> {
    return this.#byKind.get(groupKindKey(kind));
  }

  /** How many objects of a cluster are known. */
  countOf(cluster: string): number {
    const prefix = `${cluster}|`;
    return [...this.#bySource.keys()]
      .filter(key => key.startsWith(prefix))
      .reduce((sum, key) => sum + this.#bySource.count(key), 0);
  }

  /** Whether changes are held back to be told together. */
  hasPendingChanges(): boolean {
    return this.#pending.size > 0;
  }

  /** Tells changes, coalesced, until the returned function is called. */
  onChange(listener: (changes: InventoryChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #retain(
    cluster: string,
    kind: GroupKind,
    names: Iterable<NamespacedName>,
  ): void {
    const keys = new Set<string>();
    for (const name of names) keys.add(nameKey({ cluster, ...kind, ...name }));
    for (const { key } of [...this.#bySource.get(sourceKey(cluster, kind))])
      if (!keys.has(key)) this.#remove(key);
  }

  #put(cluster: string, object: KubernetesObject): void {
    const key = objectKey({ cluster, object });
    const before = this.#objects.get(key);
    if (before && sameVersion(before.object, object)) return;
    const after = new InventoryObject({ cluster, object }, this.#archive);
    if (before) this.#indexes.forEach(index => index.delete(before));
    this.#objects.set(after.key, after);
    this.#indexes.forEach(index => index.add(after));
    this.#changed(after.key, before, after);
  }

  #remove(key: string): void {
    const before = this.#objects.get(key);
    if (!before) return;
    this.#objects.delete(key);
    this.#indexes.forEach(index => index.delete(before));
    this.#changed(key, before, undefined);
  }

  #changed(
    key: string,
    before?: InventoryObject,
    after?: InventoryObject,
  ): void {
    // Two changes of one object are told as one, from the oldest to the newest.
    const pending = this.#pending.get(key);
    this.#pending.set(key, {
      before: pending ? pending.before : before,
      after,
    });
    this.#timer ??= setTimeout(() => this.#flush(), this.#coalesce);
  }

  #flush(): void {
    const changes = [...this.#pending.values()];
    this.#pending = new Map();
    this.#timer = undefined;
    this.#listeners.forEach(listener => listener(changes));
  }
}

function sameVersion(left: KubernetesObject, right: KubernetesObject): boolean {
  return (
    left.metadata.uid === right.metadata.uid &&
    left.metadata.resourceVersion !== undefined &&
    left.metadata.resourceVersion === right.metadata.resourceVersion
  );
}

function uidKeys({ cluster, object }: InventoryObject): string[] {
  return object.metadata.uid ? [`${cluster}|${object.metadata.uid}`] : [];
}

function ownerKeys({ cluster, object }: InventoryObject): string[] {
  return (object.metadata.ownerReferences ?? []).map(
    owner => `${cluster}|${owner.uid}`,
  );
}

function regardingKeys({ cluster, object }: InventoryObject): string[] {
  const uid = regardedUid(object);
  return uid === undefined ? [] : [`${cluster}|${uid}`];
}

function labelKeys(label: string) {
  return ({ object }: InventoryObject): string[] => {
    const value = object.metadata.labels?.[label];
    return value === undefined ? [] : [value];
  };
}

function kindKeys({ object }: InventoryObject): string[] {
  return [groupKindKey({ group: groupOf(object), kind: object.kind })];
}

function sourceKey(cluster: string, kind: GroupKind): string {
  return `${cluster}|${groupKindKey(kind)}`;
}
