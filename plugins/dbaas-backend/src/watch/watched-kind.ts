import type { GroupKind } from '@backstage-dbaas/plugin-dbaas-common';

/** A kind to watch in every cluster that serves it. */
export interface WatchedKind extends GroupKind {
  /** Ask for metadata only, so that values never travel. */
  metadataOnly?: boolean;
  /** Watch only objects with these labels, in the text form of Kubernetes. */
  labelSelector?: string;
  /** Watch only objects with these values of fields, in the text form of Kubernetes. */
  fieldSelector?: string;
  /** Not to be allowed to read it is fine. */
  optional?: boolean;
}

/** Which of the kinds that a cluster serves are watched from the start, and how. */
export interface KindSelection {
  watched(kind: GroupKind): WatchedKind | undefined;
  /** Whether kinds of a group may be selected. */
  inGroup(group: string): boolean;
}
