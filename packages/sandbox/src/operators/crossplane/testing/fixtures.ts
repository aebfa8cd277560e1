import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { KindRef, ObjectRef } from '../../../kubernetes/cluster-client';

export const APP = { apiVersion: 'example.org/v1', kind: 'App' } as const;
export const WIDGET = { apiVersion: 'example.org/v1', kind: 'Widget' } as const;
export const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' } as const;
export const NAMESPACE = 'team-a';

/** A desired resource as a function answers it. */
export function widget(
  metadata: object = {},
  spec: object = { size: 1 },
  ready?: string,
): object {
  return { resource: { ...WIDGET, metadata, spec }, ...(ready && { ready }) };
}

/** Whether a text is somewhere in a part of an object. */
export function says(part: unknown, text: string): boolean {
  return (JSON.stringify(part) ?? '').includes(text);
}

export function app(
  name: string,
  more: { spec?: object; metadata?: object } = {},
): KubernetesObject {
  return {
    ...APP,
    metadata: { name, namespace: NAMESPACE, ...more.metadata },
    spec: { size: 'small', ...more.spec },
  };
}

export function refIn(kind: KindRef, name: string): ObjectRef {
  return { ...kind, namespace: NAMESPACE, name };
}

export function appDefinition(spec: object = {}): KubernetesObject {
  return {
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: 'apps.example.org' },
    spec: {
      group: 'example.org',
      names: { kind: 'App', plural: 'apps', shortNames: ['app'] },
      scope: 'Namespaced',
      ...spec,
      versions: [
        {
          name: 'v1',
          served: true,
          referenceable: true,
          additionalPrinterColumns: [
            { name: 'Size', type: 'string', jsonPath: '.spec.size' },
          ],
          schema: {
            openAPIV3Schema: {
              type: 'object',
              description: 'An app of a team.',
              properties: {
                metadata: {
                  type: 'object',
                  properties: { name: { type: 'string', maxLength: 20 } },
                },
                spec: {
                  type: 'object',
                  description: 'What is asked for.',
                  required: ['size'],
                  properties: {
                    size: { type: 'string', enum: ['small', 'large'] },
                  },
                  'x-kubernetes-validations': [
                    { rule: "self.size != 'huge'", message: 'too much' },
                  ],
                },
                status: {
                  type: 'object',
                  properties: {
                    phase: { type: 'string' },
                    url: { type: 'string' },
                  },
                },
              },
            },
          },
        },
      ],
    },
  };
}

export function composition(
  name: string,
  more: { spec?: object; labels?: Record<string, string> } = {},
): KubernetesObject {
  return {
    apiVersion: 'apiextensions.crossplane.io/v1',
    kind: 'Composition',
    metadata: { name, ...(more.labels && { labels: more.labels }) },
    spec: {
      compositeTypeRef: APP,
      mode: 'Pipeline',
      pipeline: [{ step: 'compose', functionRef: { name: 'ours' } }],
      ...more.spec,
    },
  };
}

export function ourFunction(
  name = 'ours',
  image = 'registry.example.org/dbaas/composition-function:v1',
): KubernetesObject {
  return {
    apiVersion: 'pkg.crossplane.io/v1',
    kind: 'Function',
    metadata: { name },
    spec: { package: image },
  };
}

export function widgetDefinition(): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.org' },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind: 'Widget', plural: 'widgets' },
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
                spec: {
                  type: 'object',
                  properties: {
                    size: { type: 'integer', minimum: 1 },
                    writeConnectionSecretToRef: {
                      type: 'object',
                      properties: { name: { type: 'string' } },
                    },
                  },
                },
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
