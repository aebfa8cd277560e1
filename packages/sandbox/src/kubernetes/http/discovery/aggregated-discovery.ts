import type { ApiGroup } from './api-groups';
import type { Served } from './served-resources';

/** Everything that is served below `/api` or `/apis` in one document (apidiscovery.k8s.io). */
export function aggregatedDiscovery(
  groups: readonly ApiGroup[],
  version: 'v2' | 'v2beta1',
): object {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(({ group, versions }) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versions.map(served => ({
        version: served.version,
        resources: served.resources.map(resourceDiscovery),
        freshness: 'Current',
      })),
    })),
  };
}

function resourceDiscovery(resource: Served): object {
  const { group, version, kind } = resource;
  return {
    resource: resource.plural,
    responseKind: { group, version, kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0
      ? { shortNames: resource.shortNames }
      : {}),
    ...(resource.categories.length > 0
      ? { categories: resource.categories }
      : {}),
    ...(resource.subresources.length > 0
      ? {
          subresources: resource.subresources.map(
            ({ name, kind: responseKind, verbs }) => ({
              subresource: name,
              responseKind,
              verbs,
            }),
          ),
        }
      : {}),
  };
}
