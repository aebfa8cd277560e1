import type { KubernetesObject } from '../kubernetes/kubernetes-object';

/**
 * The name of a managed resource at its provider, such as the name of a database
 * in PostgreSQL (Crossplane, annotation `crossplane.io/external-name`).
 *
 * @public
 */
export function externalNameOf({ metadata }: KubernetesObject): string {
  return metadata.annotations?.['crossplane.io/external-name'] ?? metadata.name;
}
