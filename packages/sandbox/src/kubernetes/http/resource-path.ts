import { isSet } from './api-request';

/** Which resource the path of a request is about. */
export interface ResourcePath {
  group: string;
  version: string;
  namespace?: string;
  /** Plural, such as `secrets`. */
  resource: string;
  name?: string;
  subresource?: string;
}

export type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection';

/** What follows the name of a namespace and is no resource in it. */
const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

/** Reads `/api/v1/…` and `/apis/<group>/<version>/…`; undefined for anything else. */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const [root, ...parts] = decodeSegments(path);
  const isCore = root === 'api';
  if (!isCore && root !== 'apis') return undefined;
  const [group, version, ...rest] = isCore ? ['', ...parts] : parts;
  if (version === undefined || rest.length === 0) return undefined;

  const isInNamespace =
    rest[0] === 'namespaces' &&
    rest.length > 2 &&
    !(rest.length === 3 && NAMESPACE_SUBRESOURCES.includes(rest[2]));
  const [resource, name, ...subresource] = isInNamespace ? rest.slice(2) : rest;
  return {
    group,
    version,
    ...(isInNamespace ? { namespace: rest[1] } : {}),
    resource,
    ...(name === undefined ? {} : { name }),
    ...(subresource.length > 0 ? { subresource: subresource.join('/') } : {}),
  };
}

/** The verb of a request, as roles name it; undefined for a method that has none. */
export function verbOf(
  method: string,
  { name }: Pick<ResourcePath, 'name'>,
  query: URLSearchParams,
): Verb | undefined {
  switch (method) {
    case 'GET':
      if (isSet(query, 'watch')) return 'watch';
      return name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
    default:
      return undefined;
  }
}

/** The parts of a path, decoded; none when an escape is malformed. */
function decodeSegments(path: string): string[] {
  const segments = path.split('/').filter(segment => segment !== '');
  try {
    return segments.map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return [];
    throw error;
  }
}
