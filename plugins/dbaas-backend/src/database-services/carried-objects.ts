import {
  carriedObject,
  type ClusterObject,
} from '@backstage-dbaas/plugin-dbaas-common';

/**
 * The objects themselves and, behind them, those in other clusters as
 * provider-kubernetes last saw them. What we see with our own eyes comes first:
 * what is carried is as old as the provider's last look. The ProviderConfig of
 * an application cluster has the name of the cluster.
 */
export function withCarried(
  objects: readonly ClusterObject[],
): ClusterObject[] {
  return [
    ...objects,
    ...objects.flatMap(({ object }) => {
      const { observed, providerConfig } = carriedObject(object);
      return observed && providerConfig
        ? [{ cluster: providerConfig, object: observed }]
        : [];
    }),
  ];
}
