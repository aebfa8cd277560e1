import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';

/** Only the metadata of an object, for clients that need no more. */
export function partialObjectMetadata({ metadata }: KubernetesObject): object {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
  };
}
