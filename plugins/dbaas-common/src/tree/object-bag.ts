import { z } from 'zod';
import {
  groupOf,
  type KubernetesObject,
} from '../kubernetes/kubernetes-object';
import type { ObjectKey, ObservedWarning } from '../resources/reader';

/** An object and the cluster it was seen in. @public */
export interface ClusterObject {
  cluster: string;
  object: KubernetesObject;
}

/** The key of an object within its cluster. */
export function keyOf(object: KubernetesObject): ObjectKey {
  const { name, namespace } = object.metadata;
  return { group: groupOf(object), kind: object.kind, name, namespace };
}

/** A key as text. */
export function keyText(cluster: string, key: ObjectKey): string {
  return `${cluster}|${key.group}|${key.kind}|${key.namespace ?? ''}|${
    key.name
  }`;
}

const eventSchema = z.object({
  type: z.string().optional(),
  reason: z.string().default(''),
  message: z.string().optional(),
  note: z.string().optional(),
  involvedObject: z.object({ uid: z.string().optional() }).optional(),
  regarding: z.object({ uid: z.string().optional() }).optional(),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
  /** An Event that repeats is counted here, and nowhere else (events.k8s.io). */
  series: z.object({ lastObservedTime: z.string().nullish() }).nullish(),
});

/**
 * Objects of several clusters, found by name, by uid of their owners and by uid of what
 * they tell of.
 *
 * @public
 */
export class ObjectBag {
  readonly #byKey = new Map<string, ClusterObject>();
  readonly #byOwner = new Map<string, ClusterObject[]>();
  readonly #warnings = new Map<string, ObservedWarning>();

  constructor(readonly objects: readonly ClusterObject[]) {
    for (const entry of objects) {
      const { cluster, object } = entry;
      if (object.kind === 'Event') this.#addEvent(cluster, object);
      this.#byKey.set(keyText(cluster, keyOf(object)), entry);
      for (const { uid } of object.metadata.ownerReferences ?? []) {
        const owner = `${cluster}|${uid}`;
        const owned = this.#byOwner.get(owner);
        if (owned) owned.push(entry);
        else this.#byOwner.set(owner, [entry]);
      }
    }
  }

  get(cluster: string, key: ObjectKey): ClusterObject | undefined {
    return this.#byKey.get(keyText(cluster, key));
  }

  ownedBy(cluster: string, uid: string): readonly ClusterObject[] {
    return this.#byOwner.get(`${cluster}|${uid}`) ?? [];
  }

  latestWarning(
    cluster: string,
    object: KubernetesObject,
  ): ObservedWarning | undefined {
    return this.#warnings.get(`${cluster}|${object.metadata.uid}`);
  }

  #addEvent(cluster: string, object: KubernetesObject): void {
    const event = eventSchema.safeParse(object).data;
    const uid = event?.regarding?.uid ?? event?.involvedObject?.uid;
    if (!event || !uid || event.type !== 'Warning') return;
    const at =
      event.series?.lastObservedTime ??
      event.lastTimestamp ??
      event.eventTime ??
      object.metadata.creationTimestamp;
    const known = this.#warnings.get(`${cluster}|${uid}`);
    if (known?.at && at && known.at > at) return;
    this.#warnings.set(`${cluster}|${uid}`, {
      reason: event.reason,
      message: event.note ?? event.message ?? '',
      at,
    });
  }
}
