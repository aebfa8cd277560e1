import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ObjectRef } from '../cluster-client';
import type { JsonSchema } from '../schema/json-schema';

/** A kind for tests. */
export const WIDGET = { apiVersion: 'example.dev/v1', kind: 'Widget' };
export const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
};

const SPEC: JsonSchema = {
  type: 'object',
  required: ['size'],
  properties: {
    size: { type: 'integer', minimum: 1 },
    colour: { type: 'string', enum: ['red', 'blue'], default: 'red' },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    ports: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, port: { type: 'integer' } },
      },
    },
    tags: {
      type: 'array',
      items: { type: 'string' },
      'x-kubernetes-list-type': 'set',
    },
    steps: { type: 'array', items: { type: 'string' } },
  },
};

/** A CustomResourceDefinition of widgets with the given schema of `spec`. */
export function widgetDefinition(spec: JsonSchema = SPEC): KubernetesObject {
  return {
    ...DEFINITION,
    metadata: { name: 'widgets.example.dev' },
    spec: {
      group: 'example.dev',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget', shortNames: ['wi'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec,
                status: {
                  type: 'object',
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
            },
          },
        },
      ],
    },
  };
}

/** A widget in the namespace `default`. */
export function widget(
  name: string,
  spec: object = { size: 1 },
  metadata: object = {},
): KubernetesObject {
  return {
    ...WIDGET,
    metadata: { name, namespace: 'default', ...metadata },
    spec,
  };
}

export function widgetRef(name: string): ObjectRef {
  return { ...WIDGET, namespace: 'default', name };
}

/** An owner reference to a stored object. */
export function ownedBy(
  { apiVersion, kind, metadata }: KubernetesObject,
  blockOwnerDeletion = true,
) {
  return {
    ownerReferences: [
      {
        apiVersion,
        kind,
        name: metadata.name,
        uid: metadata.uid,
        blockOwnerDeletion,
      },
    ],
  };
}
