import type { ApiGroup, ApiVersion } from './api-groups';
import type { Served } from './served-resources';

/** `GET /api` */
export function coreVersions(host: string): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [
      { clientCIDR: '0.0.0.0/0', serverAddress: host },
    ],
  };
}

/** `GET /apis` */
export function groupList(groups: readonly ApiGroup[]): object {
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.filter(({ group }) => group !== '').map(groupEntry),
  };
}

/** `GET /apis/<group>` */
export function groupDocument(group: ApiGroup): object {
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) };
}

/** `GET /api/v1` and `GET /apis/<group>/<version>` */
export function resourceList(
  { group }: ApiGroup,
  { version, resources }: ApiVersion,
): object {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: groupVersion(group, version),
    resources: resources.flatMap(resourceEntries),
  };
}

function groupEntry({ group, versions }: ApiGroup): object {
  const entries = versions.map(({ version }) => ({
    groupVersion: groupVersion(group, version),
    version,
  }));
  return { name: group, versions: entries, preferredVersion: entries[0] };
}

function resourceEntries(resource: Served): object[] {
  const { plural, singular, namespaced, kind, verbs } = resource;
  const { shortNames, categories } = resource;
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...(shortNames.length > 0 ? { shortNames } : {}),
      ...(categories.length > 0 ? { categories } : {}),
    },
    ...resource.subresources.map(part => ({
      name: `${plural}/${part.name}`,
      singularName: '',
      namespaced,
      ...part.kind,
      verbs: part.verbs,
    })),
  ];
}

function groupVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}
