import type { ResourceType } from '../../resource-api';
import type {
  GroupVersionKind,
  Served,
  ServedSubresource,
} from '../discovery/served-resources';
import { componentName, kindOf, reference } from './schema-components';

const JSON_TYPE = 'application/json';
const CUSTOM_PATCHES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
];

type Action =
  | 'get'
  | 'list'
  | 'post'
  | 'put'
  | 'patch'
  | 'delete'
  | 'deletecollection';

const WRITE_PARAMETERS = [
  parameter('dryRun', '`All` checks everything and stores nothing.'),
  parameter('fieldManager', 'Name of the program or person that writes.'),
  parameter(
    'fieldValidation',
    'What happens to unknown fields: `Ignore`, `Warn` or `Strict`.',
  ),
];
const LIST_PARAMETERS = [
  parameter('labelSelector', 'Selects objects by their labels.'),
  parameter('fieldSelector', 'Selects objects by their fields.'),
  parameter('limit', 'How many objects to send at most.', 'integer'),
  parameter('continue', 'Where the list before ended.'),
  parameter('resourceVersion', 'The version to read or to watch from.'),
  parameter('watch', 'Streams changes instead of listing.', 'boolean'),
  parameter('timeoutSeconds', 'When to end a watch.', 'integer'),
];
const PARAMETERS: Readonly<Record<Action, object[]>> = {
  get: [],
  list: LIST_PARAMETERS,
  post: WRITE_PARAMETERS,
  put: WRITE_PARAMETERS,
  patch: [
    ...WRITE_PARAMETERS,
    parameter(
      'force',
      'Takes over fields that others apply (apply patches only).',
      'boolean',
    ),
  ],
  delete: [parameter('dryRun', '`All` deletes nothing.')],
  deletecollection: LIST_PARAMETERS,
};

/** The paths of a stored kind and of its subresources. */
export function resourcePaths(
  root: string,
  type: ResourceType,
  subresources: readonly ServedSubresource[],
): Record<string, object> {
  const collection = collectionPath(root, type);
  const single = `${collection}/{name}`;
  return {
    ...(type.namespaced
      ? { [`${root}/${type.plural}`]: { get: operation('list', type) } }
      : {}),
    [collection]: {
      ...pathParameters(type.namespaced, false),
      get: operation('list', type),
      post: operation('post', type),
      delete: operation('deletecollection', type),
    },
    [single]: {
      ...pathParameters(type.namespaced, true),
      get: operation('get', type),
      put: operation('put', type),
      patch: patchOperation(type),
      delete: operation('delete', type),
    },
    ...Object.fromEntries(
      subresources.map(({ name, kind }) => [
        `${single}/${name}`,
        {
          ...pathParameters(type.namespaced, true),
          get: operation('get', type, kind),
          put: operation('put', type, kind),
          patch: operation('patch', type, kind),
        },
      ]),
    ),
  };
}

/** The path of a kind that is only asked and answered. */
export function reviewPaths(
  root: string,
  review: Served,
): Record<string, object> {
  return {
    [collectionPath(root, review)]: {
      ...pathParameters(review.namespaced, false),
      post: operation('post', review),
    },
  };
}

function collectionPath(
  root: string,
  { namespaced, plural }: Pick<Served, 'namespaced' | 'plural'>,
): string {
  return namespaced
    ? `${root}/namespaces/{namespace}/${plural}`
    : `${root}/${plural}`;
}

function operation(
  action: Action,
  type: GroupVersionKind & { listKind?: string },
  kind: GroupVersionKind = type,
): object {
  const shown =
    action === 'list' && type.listKind
      ? { ...type, kind: type.listKind }
      : type;
  const content = {
    [JSON_TYPE]: { schema: reference(componentName(shown)) },
  };
  return {
    parameters: PARAMETERS[action],
    ...(action === 'post' || action === 'put'
      ? { requestBody: { required: true, content } }
      : {}),
    responses: { '200': { description: 'OK', content } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kindOf(kind),
  };
}

/**
 * Built-in kinds do not name strategic merge patches here, although they take
 * them: kubectl then works out patches from the complete Go types it has,
 * instead of the schemas of this server, which leave fields out.
 */
function patchOperation(type: ResourceType): object {
  const content = Object.fromEntries(
    CUSTOM_PATCHES.map(name => [name, { schema: { type: 'object' } }]),
  );
  return {
    ...operation('patch', type),
    requestBody: { required: true, content },
  };
}

function pathParameters(namespaced: boolean, named: boolean): object {
  const names = [
    ...(namespaced ? ['namespace'] : []),
    ...(named ? ['name'] : []),
  ];
  return names.length === 0
    ? {}
    : {
        parameters: names.map(name => ({
          name,
          in: 'path',
          required: true,
          schema: { type: 'string' },
        })),
      };
}

function parameter(
  name: string,
  description: string,
  type: 'string' | 'integer' | 'boolean' = 'string',
): object {
  return { name, in: 'query', description, schema: { type } };
}
