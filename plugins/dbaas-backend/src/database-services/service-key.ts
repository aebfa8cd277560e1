import type { ServiceRef } from '@backstage-dbaas/plugin-dbaas-common';

/** A database service as one string, as permission rules and maps name it. */
export function serviceKey({ cluster, namespace, name }: ServiceRef): string {
  return `${cluster}/${namespace}/${name}`;
}

/** Reads {@link serviceKey} back; undefined when it is not one. */
export function parseServiceKey(key: string): ServiceRef | undefined {
  const [cluster, namespace, name, ...rest] = key.split('/');
  return cluster && namespace && name && rest.length === 0
    ? { cluster, namespace, name }
    : undefined;
}
