import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { KindRef, ObjectRef } from '../kubernetes/cluster-client';

/** The reference by which an object is read, patched and deleted. */
export function refOf({
  apiVersion,
  kind,
  metadata: { namespace, name },
}: KubernetesObject): ObjectRef {
  return {
    apiVersion,
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** A text that is the same for the same kind. */
export function kindKey({ apiVersion, kind }: KindRef): string {
  return `${apiVersion}/${kind}`;
}
