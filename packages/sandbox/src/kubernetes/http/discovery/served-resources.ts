import type { ResourceType } from '../../resource-api';

/** A kind as `group`, `version` and `kind`. */
export interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

/** A part of a resource with a path of its own. */
export interface ServedSubresource {
  name: string;
  kind: GroupVersionKind;
  verbs: readonly string[];
}

/** What discovery says of a resource. */
export interface Served extends GroupVersionKind {
  plural: string;
  singular: string;
  namespaced: boolean;
  shortNames: readonly string[];
  categories: readonly string[];
  verbs: readonly string[];
  subresources: readonly ServedSubresource[];
}

export const RESOURCE_VERBS: readonly string[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];
const PART_VERBS = ['get', 'patch', 'update'];

/** Kind of the scale subresource. */
export const SCALE: GroupVersionKind = {
  group: 'autoscaling',
  version: 'v1',
  kind: 'Scale',
};

/** The subresources that a type is served with. */
export function subresourcesOf(type: ResourceType): ServedSubresource[] {
  const { group, version, kind } = type;
  const own = { group, version, kind };
  return [
    ...(type.hasStatus
      ? [{ name: 'status', kind: own, verbs: PART_VERBS }]
      : []),
    ...(type.scale ? [{ name: 'scale', kind: SCALE, verbs: PART_VERBS }] : []),
    ...(isNamespaceType(type)
      ? [{ name: 'finalize', kind: own, verbs: ['update'] }]
      : []),
  ];
}

export function isNamespaceType({
  group,
  plural,
}: Pick<ResourceType, 'group' | 'plural'>): boolean {
  return group === '' && plural === 'namespaces';
}
