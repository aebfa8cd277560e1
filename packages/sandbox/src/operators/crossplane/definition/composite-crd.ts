import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import {
  isObject,
  type JsonObject,
} from '../../../kubernetes/schema/json-schema';
import type { PrinterColumn } from '../../../kubernetes/resource-api';
import { controllerReference } from '../../crossplane-runtime/metadata';
import { CUSTOM_RESOURCE_DEFINITION } from '../kinds';
import {
  readDefinition,
  type CompositeDefinition,
  type CompositeScope,
  type CompositeVersion,
} from './composite-definition';
import { specFields, statusFields } from './composite-schema';

const CATEGORY = 'composite';
/** The name becomes the value of a label. */
const MAX_NAME_LENGTH = 63;

/** What is taken over of the author's schema for `spec` and `status` (Crossplane 2.3, internal/xcrd). */
const TAKEN_OVER = {
  spec: [
    'description',
    'required',
    'oneOf',
    'x-kubernetes-validations',
    'x-kubernetes-preserve-unknown-fields',
  ],
  status: ['description', 'required', 'oneOf', 'x-kubernetes-validations'],
};

/** The CustomResourceDefinition of a composite resource. Throws when its schema is missing. */
export function compositeCrd(definition: KubernetesObject): KubernetesObject {
  const { metadata, spec } = readDefinition(definition);
  const { names } = spec;
  return {
    ...CUSTOM_RESOURCE_DEFINITION,
    metadata: {
      name: definition.metadata.name,
      labels: { ...metadata.labels, ...spec.metadata.labels },
      ...(spec.metadata.annotations && {
        annotations: spec.metadata.annotations,
      }),
      ownerReferences: [controllerReference(definition)],
    },
    spec: {
      group: spec.group,
      scope: spec.scope === 'Namespaced' ? 'Namespaced' : 'Cluster',
      names: { ...names, categories: [...names.categories, CATEGORY] },
      ...(spec.conversion && { conversion: spec.conversion }),
      versions: spec.versions.map(version => crdVersion(spec, version)),
    },
  };
}

function crdVersion(
  { scope, defaultCompositionUpdatePolicy }: CompositeDefinition['spec'],
  version: CompositeVersion,
) {
  const { name, served, referenceable, deprecated, deprecationWarning } =
    version;
  return {
    name,
    served,
    storage: referenceable,
    ...(deprecated && {
      deprecated,
      ...(deprecationWarning && { deprecationWarning }),
    }),
    subresources: { status: {} },
    additionalPrinterColumns: [
      ...version.additionalPrinterColumns,
      ...printerColumns(scope),
    ],
    schema: {
      openAPIV3Schema: versionSchema(
        version,
        scope,
        defaultCompositionUpdatePolicy,
      ),
    },
  };
}

function versionSchema(
  { name, schema }: CompositeVersion,
  scope: CompositeScope,
  updatePolicy: string | undefined,
) {
  if (!schema)
    throw new Error(
      `cannot generate CRD: version ${name} has no schema.openAPIV3Schema`,
    );
  const authored = schema.openAPIV3Schema;
  const { description } = authored;
  return {
    type: 'object',
    ...(description === undefined ? {} : { description }),
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: {
        type: 'object',
        properties: {
          name: { type: 'string', maxLength: maxNameLength(authored) },
        },
      },
      spec: part('spec', authored, specFields(scope, updatePolicy)),
      status: part('status', authored, statusFields(scope)),
    },
  };
}

function part(
  name: 'spec' | 'status',
  authored: JsonObject,
  added: JsonObject,
): JsonObject {
  const schema = at(authored, 'properties', name);
  const kept = Object.entries(schema).filter(([key]) =>
    TAKEN_OVER[name].includes(key),
  );
  return {
    type: 'object',
    ...Object.fromEntries(kept),
    properties: { ...at(schema, 'properties'), ...added },
  };
}

function maxNameLength(authored: JsonObject): number {
  const { maxLength } = at(
    authored,
    'properties',
    'metadata',
    'properties',
    'name',
  );
  return typeof maxLength === 'number'
    ? Math.min(maxLength, MAX_NAME_LENGTH)
    : MAX_NAME_LENGTH;
}

/** The object at a path; an empty one when there is none. */
function at(value: JsonObject, ...path: string[]): JsonObject {
  return path.reduce<JsonObject>((current, key) => {
    const next = current[key];
    return isObject(next) ? next : {};
  }, value);
}

function printerColumns(scope: CompositeScope): PrinterColumn[] {
  const machinery = scope === 'LegacyCluster' ? '.spec' : '.spec.crossplane';
  const status = (name: string, type: string) => ({
    name,
    type: 'string',
    jsonPath: `.status.conditions[?(@.type=='${type}')].status`,
  });
  return [
    status('SYNCED', 'Synced'),
    status('READY', 'Ready'),
    {
      name: 'COMPOSITION',
      type: 'string',
      jsonPath: `${machinery}.compositionRef.name`,
    },
    {
      name: 'COMPOSITIONREVISION',
      type: 'string',
      jsonPath: `${machinery}.compositionRevisionRef.name`,
      priority: 1,
    },
    { name: 'AGE', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ];
}
