import type { ResourceType } from '../../resource-api';
import { REVIEW_TYPES } from '../authorization/review-types';
import {
  subresourcesOf,
  RESOURCE_VERBS,
  type Served,
} from './served-resources';

/** One version of an API group and what it serves. */
export interface ApiVersion {
  version: string;
  resources: Served[];
}

/** An API group; the first version is the preferred one. */
export interface ApiGroup {
  group: string;
  versions: ApiVersion[];
}

/**
 * Groups in the order in which kubectl looks for a resource: the core group, the
 * built-in ones, then those of CustomResourceDefinitions by name.
 */
export function apiGroups(types: readonly ResourceType[]): ApiGroup[] {
  const served = [...types.map(servedType), ...REVIEW_TYPES];
  const builtIn = new Set(
    [...types.filter(type => type.builtIn), ...REVIEW_TYPES].map(
      ({ group }) => group,
    ),
  );
  const custom = new Set(
    types.map(({ group }) => group).filter(group => !builtIn.has(group)),
  );
  return [...builtIn, ...[...custom].sort()].map(group => ({
    group,
    versions: versionsOf(served.filter(type => type.group === group)),
  }));
}

function versionsOf(served: Served[]): ApiVersion[] {
  return [...new Set(served.map(({ version }) => version))].map(version => ({
    version,
    resources: served.filter(resource => resource.version === version),
  }));
}

function servedType(type: ResourceType): Served {
  return {
    ...type,
    verbs: RESOURCE_VERBS,
    subresources: subresourcesOf(type),
  };
}
