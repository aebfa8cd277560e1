import type { GroupKind } from '@backstage-dbaas/plugin-dbaas-common';

/** A kind to watch in every cluster that serves it. */
export interface WatchedKind extends GroupKind {
  /** Ask for metadata only, so that values never travel. */
  metadataOnly?: boolean;
  /** Watch only objects with these labels, in the text form of Kubernetes. */
  labelSelector?: string;
}
