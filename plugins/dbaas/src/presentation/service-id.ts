import type { ServiceRef } from '@backstage-dbaas/plugin-dbaas-common';

/** One text for a database service, for addresses and keys. */
export function serviceId({ cluster, namespace, name }: ServiceRef): string {
  return `${cluster}/${namespace}/${name}`;
}
