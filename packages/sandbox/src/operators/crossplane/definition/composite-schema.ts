import type { JsonSchema } from '../../../kubernetes/schema/json-schema';
import type { CompositeScope } from './composite-definition';

const TEXT: JsonSchema = { type: 'string' };
const TIME: JsonSchema = { type: 'string', format: 'date-time' };
const NAME_REF: JsonSchema = {
  type: 'object',
  required: ['name'],
  properties: { name: TEXT },
};
const LABEL_SELECTOR: JsonSchema = {
  type: 'object',
  required: ['matchLabels'],
  properties: { matchLabels: { type: 'object', additionalProperties: TEXT } },
};

const CONDITIONS: JsonSchema = {
  description: 'Conditions of the resource.',
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
  items: {
    type: 'object',
    required: ['lastTransitionTime', 'reason', 'status', 'type'],
    properties: {
      lastTransitionTime: TIME,
      message: TEXT,
      observedGeneration: { type: 'integer', format: 'int64' },
      reason: TEXT,
      status: TEXT,
      type: TEXT,
    },
  },
};

/** The spec fields that Crossplane adds to a composite resource (2.3, internal/xcrd). */
export function specFields(
  scope: CompositeScope,
  updatePolicy: string | undefined,
): Record<string, JsonSchema> {
  const machinery: Record<string, JsonSchema> = {
    compositionRef: NAME_REF,
    compositionSelector: LABEL_SELECTOR,
    compositionRevisionRef: NAME_REF,
    compositionRevisionSelector: LABEL_SELECTOR,
    compositionUpdatePolicy: {
      type: 'string',
      enum: ['Automatic', 'Manual'],
      ...(updatePolicy === undefined ? {} : { default: updatePolicy }),
    },
    resourceRefs: resourceRefs(scope),
  };
  if (scope !== 'LegacyCluster') {
    return {
      crossplane: {
        type: 'object',
        description:
          'Configures how Crossplane will reconcile this composite resource',
        properties: machinery,
      },
    };
  }
  return {
    ...machinery,
    claimRef: object(['apiVersion', 'kind', 'namespace', 'name']),
    writeConnectionSecretToRef: object(['name', 'namespace']),
  };
}

/** The status fields that Crossplane adds to a composite resource. */
export function statusFields(
  scope: CompositeScope,
): Record<string, JsonSchema> {
  const connectionDetails: JsonSchema = {
    type: 'object',
    properties: { lastPublishedTime: TIME },
  };
  const fields: Record<string, JsonSchema> = {
    conditions: CONDITIONS,
    // Answer to the annotation crossplane.io/reconcile-requested-at (since 2.3).
    lastHandledReconcileAt: TEXT,
  };
  if (scope !== 'LegacyCluster') {
    return {
      ...fields,
      crossplane: {
        type: 'object',
        description:
          'Indicates how Crossplane is reconciling this composite resource',
        properties: { connectionDetails },
      },
    };
  }
  return {
    ...fields,
    connectionDetails,
    claimConditionTypes: {
      type: 'array',
      'x-kubernetes-list-type': 'set',
      items: TEXT,
    },
  };
}

/** A namespaced composite resource composes in its own namespace only. */
function resourceRefs(scope: CompositeScope): JsonSchema {
  return {
    type: 'array',
    'x-kubernetes-list-type': 'atomic',
    items: {
      type: 'object',
      required: ['apiVersion', 'kind'],
      properties: {
        apiVersion: TEXT,
        kind: TEXT,
        name: TEXT,
        ...(scope === 'Namespaced' ? {} : { namespace: TEXT }),
      },
    },
  };
}

function object(fields: string[]): JsonSchema {
  return {
    type: 'object',
    required: fields,
    properties: Object.fromEntries(fields.map(field => [field, TEXT])),
  };
}
