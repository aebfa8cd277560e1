import type { ResourceType } from '../../resource-api';
import type { JsonSchema } from '../../schema/json-schema';
import { OBJECT_META } from '../../schema/object-meta';
import type { GroupVersionKind, Served } from '../discovery/served-resources';

export const OBJECT_META_COMPONENT =
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const LIST_META_COMPONENT = 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta';
const KIND_EXTENSION = 'x-kubernetes-group-version-kind';

const API_VERSION: JsonSchema = {
  type: 'string',
  description:
    'Version of the schema of this object, as `group/version`, or `v1` in the core group.',
};
const KIND: JsonSchema = {
  type: 'string',
  description: 'Kind of this object, in CamelCase.',
};

/** Schemas that every document has. */
export const SHARED_COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  [OBJECT_META_COMPONENT]: OBJECT_META,
  [LIST_META_COMPONENT]: {
    type: 'object',
    description: 'Metadata of a list.',
    properties: {
      continue: { type: 'string' },
      remainingItemCount: { type: 'integer', format: 'int64' },
      resourceVersion: { type: 'string' },
    },
  },
};

/** Name of the schema of a kind: the group backwards, the version, the kind. */
export function componentName({
  group,
  version,
  kind,
}: GroupVersionKind): string {
  const prefix =
    group === '' ? 'io.k8s.api.core' : group.split('.').reverse().join('.');
  return `${prefix}.${version}.${kind}`;
}

export function reference(component: string): object {
  return { $ref: `#/components/schemas/${component}` };
}

/** The schemas of a stored kind and of its list. */
export function resourceComponents(type: ResourceType): Record<string, object> {
  const { group, version, listKind, schema = { type: 'object' } } = type;
  const list = { group, version, kind: listKind };
  return {
    [componentName(type)]: {
      ...schema,
      properties: {
        ...schema.properties,
        ...envelope(OBJECT_META_COMPONENT, 'Name, labels and so on.'),
      },
      ...kindExtension(type),
    },
    [componentName(list)]: {
      type: 'object',
      description: `A list of ${type.kind}.`,
      required: ['items'],
      properties: {
        ...envelope(LIST_META_COMPONENT, 'Metadata of the list.'),
        items: { type: 'array', items: reference(componentName(type)) },
      },
      ...kindExtension(list),
    },
  };
}

/** The schema of a kind that is only asked and answered. */
export function reviewComponents(review: Served): Record<string, object> {
  const open = {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
  };
  return {
    [componentName(review)]: {
      type: 'object',
      properties: {
        ...envelope(OBJECT_META_COMPONENT, 'Not used.'),
        spec: { ...open, description: 'What is asked.' },
        status: { ...open, description: 'The answer.' },
      },
      ...kindExtension(review),
    },
  };
}

export function kindOf({
  group,
  version,
  kind,
}: GroupVersionKind): GroupVersionKind {
  return { group, version, kind };
}

function kindExtension(kind: GroupVersionKind): object {
  return { [KIND_EXTENSION]: [kindOf(kind)] };
}

function envelope(
  metadata: string,
  description: string,
): Record<string, object> {
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { description, allOf: [reference(metadata)] },
  };
}
