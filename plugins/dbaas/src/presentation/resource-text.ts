import type { ResourceRef } from '@backstage-dbaas/plugin-dbaas-common';

/** An object as people look for it: kind, name and cluster. */
export function resourceText(resource: ResourceRef): string {
  const { cluster, kind, namespace, name } = resource;
  return `${kind} ${[namespace, name].filter(Boolean).join('/')} (${cluster})`;
}
