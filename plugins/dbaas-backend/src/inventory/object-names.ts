import {
  backedUpServer,
  groupOf,
  type ClusterObject,
  type GroupKind,
  type KubernetesObject,
  type SidecarQuery,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { groupKindKey } from '../clusters/discovery';

const APP_ID = 'dapr.io/app-id';

/** What names an object for as long as the inventory knows it. */
export function objectKey({ cluster, object }: ClusterObject): string {
  return nameKey({
    cluster,
    group: groupOf(object),
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name,
  });
}

/** Names an object without its version. */
export interface ObjectName extends GroupKind {
  cluster: string;
  namespace?: string;
  name: string;
}

export function nameKey(name: ObjectName): string {
  return [
    name.cluster,
    groupKindKey(name),
    name.namespace ?? '',
    name.name,
  ].join('|');
}

/** The cluster in a {@link nameKey}. */
export function clusterOfName(key: string): string {
  return key.slice(0, key.indexOf('|'));
}

/** What a query for pods with a Dapr sidecar is about, of a namespace or of an application. */
export function sidecarKey(cluster: string, query: SidecarQuery): string {
  return 'appId' in query
    ? `${cluster}|app|${query.appId}`
    : `${cluster}|namespace|${query.namespace ?? ''}`;
}

/** Only pods with a Dapr sidecar are watched (Dapr 1.18, annotation `dapr.io/app-id`). */
export function sidecarKeys({ cluster, object }: ClusterObject): string[] {
  if (object.kind !== 'Pod' || groupOf(object) !== '') return [];
  const { namespace, annotations, labels } = object.metadata;
  const appId = annotations?.[APP_ID] ?? labels?.[APP_ID];
  return [
    sidecarKey(cluster, { namespace }),
    ...(appId ? [sidecarKey(cluster, { appId })] : []),
  ];
}

/** The name of the server that a backup is of, as {@link nameKey} has it. */
export function backedUpServerKeys({
  cluster,
  object,
}: ClusterObject): string[] {
  const server = backedUpServer(object);
  return server ? [nameKey({ cluster, ...server })] : [];
}

const eventSchema = z.object({
  involvedObject: z.object({ uid: z.string() }),
});

/** The UID of the object that an Event is about; undefined for other objects. */
export function regardedUid(object: KubernetesObject): string | undefined {
  if (object.kind !== 'Event' || groupOf(object) !== '') return undefined;
  return eventSchema.safeParse(object).data?.involvedObject.uid;
}
