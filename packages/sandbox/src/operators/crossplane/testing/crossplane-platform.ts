import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { installDefinitions } from '../../../bootstrap';
import type {
  ClusterClient,
  KindRef,
  ObjectRef,
} from '../../../kubernetes/cluster-client';
import {
  eventually,
  TestCluster,
} from '../../../kubernetes/testing/test-cluster';
import { silentLog } from '../../../log';
import type { RunningOperator } from '../../operator';
import { conditionsOf, type Condition } from '../../conditions';
import { startCrossplane } from '..';
import { startTestFunction, type TestFunction } from './test-function';

export const APP = { apiVersion: 'example.org/v1', kind: 'App' } as const;
export const WIDGET = { apiVersion: 'example.org/v1', kind: 'Widget' } as const;
export const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' } as const;
export const NAMESPACE = 'team-a';

/** A platform cluster with Crossplane, a kind of composite resource and a function. */
export class CrossplanePlatform {
  #crossplane: RunningOperator | undefined;

  private constructor(readonly test: TestCluster, readonly fn: TestFunction) {}

  static async open(): Promise<CrossplanePlatform> {
    const platform = new CrossplanePlatform(
      await TestCluster.open(),
      await startTestFunction(),
    );
    await installDefinitions(platform.client, [
      'apiextensions.crossplane.io',
      'pkg.crossplane.io',
      'protection.crossplane.io',
    ]);
    await platform.client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE },
    });
    await platform.startCrossplane();
    return platform;
  }

  get client(): ClusterClient {
    return this.test.client;
  }

  async startCrossplane(): Promise<void> {
    const { client } = this.test;
    this.#crossplane = await startCrossplane({
      platform: client,
      apps: client,
      clusterAt: () => undefined,
      log: silentLog,
      functionAddress: this.fn.address,
      stateDirectory: this.test.directory,
      daprPort: 0,
      get postgres(): never {
        throw new Error('Crossplane needs no PostgreSQL.');
      },
    });
  }

  async stopCrossplane(): Promise<void> {
    await this.#crossplane?.stop();
    this.#crossplane = undefined;
  }

  /** Crossplane and its cluster stop, and come back with what is on disk. */
  async restart(): Promise<void> {
    await this.stopCrossplane();
    await this.test.restart();
    await this.startCrossplane();
  }

  async close(): Promise<void> {
    await this.stopCrossplane();
    this.fn.stop();
    await this.test.close();
  }

  apply(object: KubernetesObject): Promise<KubernetesObject> {
    return this.client.apply(object, { fieldManager: 'kubectl', force: true });
  }

  /** Installs the kinds App (composite) and Widget, a Composition and its function. */
  async installApps(): Promise<void> {
    for (const object of [
      widgetDefinition(),
      appDefinition(),
      ourFunction(),
      composition('apps'),
    ]) {
      await this.apply(object);
    }
    await eventually('App is served', () => this.client.serves(APP));
  }

  /** Waits until an object is as expected. */
  async until(
    ref: ObjectRef,
    asExpected: (object: KubernetesObject) => boolean,
  ): Promise<KubernetesObject> {
    let found: KubernetesObject | undefined;
    await eventually(`${ref.kind} ${ref.name} is as expected`, async () => {
      found = this.client.serves(ref) ? await this.client.get(ref) : undefined;
      return found !== undefined && asExpected(found);
    });
    if (!found) throw new Error(`${ref.kind} ${ref.name} does not exist`);
    return found;
  }

  async untilGone(ref: ObjectRef): Promise<void> {
    await eventually(
      `${ref.kind} ${ref.name} is gone`,
      async () => !(await this.client.get(ref)),
    );
  }

  /** Waits until a condition of an object has a reason. */
  async untilReason(
    ref: ObjectRef,
    type: string,
    reason: string,
  ): Promise<Condition> {
    const object = await this.until(
      ref,
      candidate => condition(candidate, type)?.reason === reason,
    );
    const found = condition(object, type);
    if (!found)
      throw new Error(`${ref.kind} ${ref.name} has no condition ${type}`);
    return found;
  }

  async events(about: string): Promise<string[]> {
    const events = await this.client.list({ apiVersion: 'v1', kind: 'Event' });
    return events
      .filter(({ involvedObject }) =>
        JSON.stringify(involvedObject).includes(`"name":"${about}"`),
      )
      .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
  }
}

export function condition(
  object: KubernetesObject,
  type: string,
): Condition | undefined {
  return conditionsOf(object).find(candidate => candidate.type === type);
}

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

function widgetDefinition(): KubernetesObject {
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
