import { createHash } from 'node:crypto';
import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { isNotFound, StatusError, type RecordedEvent } from './cluster-client';
import type { ResourceApi, ResourceType } from './resource-api';
import { timestamp } from './timestamp';

/**
 * Writes Events as client-go's recorder does: what repeats is counted, and what
 * the server refuses, such as an Event in a namespace that is being deleted, is
 * dropped.
 */
export async function recordEvent(
  api: ResourceApi,
  about: KubernetesObject,
  event: RecordedEvent,
): Promise<void> {
  const type = api.findKind('v1', 'Event');
  if (!type)
    throw new StatusError(
      404,
      'NotFound',
      `the cluster ${api.cluster} serves no Events`,
    );
  const namespace = about.metadata.namespace ?? 'default';
  const name = eventName(about, event);
  const now = timestamp();
  const known = find(api, type, namespace, name);
  // Nothing is awaited between the look and the write, so that no count is lost.
  const write = known
    ? api.patch(
        type,
        namespace,
        name,
        { count: Number(known.count ?? 1) + 1, lastTimestamp: now },
        { patchType: 'merge', fieldManager: event.source },
      )
    : api.create(
        type,
        namespace,
        newEvent(about, event, name, namespace, now),
        { fieldManager: event.source },
      );
  try {
    await write;
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
}

function find(
  api: ResourceApi,
  type: ResourceType,
  namespace: string,
  name: string,
): KubernetesObject | undefined {
  try {
    return api.get(type, namespace, name);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function isRefused(error: unknown): boolean {
  return (
    error instanceof StatusError && (error.code === 403 || error.code === 404)
  );
}

function newEvent(
  { apiVersion, kind, metadata }: KubernetesObject,
  { type, reason, message, source }: RecordedEvent,
  name: string,
  namespace: string,
  now: string,
): KubernetesObject {
  const { uid, resourceVersion } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: {
      apiVersion,
      kind,
      name: metadata.name,
      namespace: metadata.namespace,
      uid,
      resourceVersion,
    },
    type,
    reason,
    message,
    source: { component: source },
    reportingComponent: source,
    reportingInstance: '',
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
}

/** The same event about the same object has the same name, so that repetitions are counted. */
function eventName(
  { metadata }: KubernetesObject,
  { type, reason, message, source }: RecordedEvent,
): string {
  const identity = [metadata.uid, source, type, reason, message].join('\n');
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  return `${metadata.name}.${hash}`;
}
