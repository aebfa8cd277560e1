import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { stringify } from 'yaml';
import { installDefinitions } from '../../../bootstrap';
import type {
  ClusterClient,
  ObjectRef,
} from '../../../kubernetes/cluster-client';
import {
  eventually,
  TestCluster,
} from '../../../kubernetes/testing/test-cluster';
import { silentLog } from '../../../log';
import { conditionsOf } from '../../conditions';
import type { RunningOperator } from '../../operator';
import { startProviderKubernetes } from '..';

const GROUP = 'kubernetes.m.crossplane.io/v1alpha1';
export const NAMESPACE = 'team-a';
const APPS_SERVER = 'http://127.0.0.1:18102';

/** A platform cluster with provider-kubernetes, and an application cluster with a namespace `shop`. */
export class TwoClusters {
  #operator: RunningOperator | undefined;

  private constructor(
    private readonly platformCluster: TestCluster,
    private readonly appsCluster: TestCluster,
  ) {}

  static async open(): Promise<TwoClusters> {
    const clusters = new TwoClusters(
      await TestCluster.open('platform'),
      await TestCluster.open('apps'),
    );
    await installDefinitions(clusters.platform, ['kubernetes.m.crossplane.io']);
    await clusters.platform.create(namespace(NAMESPACE));
    await clusters.apps.create(namespace('shop'));
    await clusters.configureCluster('apps', kubeconfig(APPS_SERVER));
    await clusters.startOperator();
    return clusters;
  }

  get platform(): ClusterClient {
    return this.platformCluster.client;
  }

  get apps(): ClusterClient {
    return this.appsCluster.client;
  }

  async startOperator(): Promise<void> {
    const { platform, apps } = this;
    this.#operator = await startProviderKubernetes({
      platform,
      apps,
      clusterAt: url => (url === APPS_SERVER ? apps : undefined),
      log: silentLog,
      functionAddress: '',
      stateDirectory: this.platformCluster.directory,
      daprPort: 0,
      get postgres(): never {
        throw new Error('provider-kubernetes needs no PostgreSQL.');
      },
    });
  }

  async stopOperator(): Promise<void> {
    await this.#operator?.stop();
    this.#operator = undefined;
  }

  async close(): Promise<void> {
    await this.stopOperator();
    await Promise.all([this.platformCluster.close(), this.appsCluster.close()]);
  }

  apply(object: KubernetesObject): Promise<KubernetesObject> {
    return this.platform.apply(object, { fieldManager: 'test', force: true });
  }

  /** Makes a provider configuration whose kubeconfig is a text. */
  async configureCluster(name: string, text: string): Promise<void> {
    await this.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: 'default' },
      data: { kubeconfig: Buffer.from(text).toString('base64') },
    });
    await this.apply({
      apiVersion: GROUP,
      kind: 'ClusterProviderConfig',
      metadata: { name },
      spec: {
        credentials: {
          source: 'Secret',
          secretRef: { name, namespace: 'default', key: 'kubeconfig' },
        },
      },
    });
  }

  /** Waits until a condition of an object of the platform cluster has a reason. */
  async untilReason(
    ref: ObjectRef,
    type: string,
    reason: string,
  ): Promise<KubernetesObject> {
    let found: KubernetesObject | undefined;
    await eventually(`${ref.name} has ${type} ${reason}`, async () => {
      found = await this.platform.get(ref);
      return (
        found !== undefined &&
        conditionsOf(found).some(
          entry => entry.type === type && entry.reason === reason,
        )
      );
    });
    if (!found) throw new Error(`${ref.name} does not exist`);
    return found;
  }

  async untilGone(client: ClusterClient, ref: ObjectRef): Promise<void> {
    await eventually(
      `${ref.name} is gone`,
      async () => (await client.get(ref)) === undefined,
    );
  }

  /** Waits until the data of a remote ConfigMap are exactly these. */
  async untilRemoteData(name: string, data: object): Promise<void> {
    await eventually(`${name} has ${JSON.stringify(data)}`, async () => {
      const remote = await this.apps.get(ofConfigMap(name));
      return JSON.stringify(remote?.data) === JSON.stringify(data);
    });
  }
}

export function ofObject(name: string): ObjectRef {
  return { apiVersion: GROUP, kind: 'Object', namespace: NAMESPACE, name };
}

export function ofClusterProviderConfig(name: string): ObjectRef {
  return { apiVersion: GROUP, kind: 'ClusterProviderConfig', name };
}

export function ofConfigMap(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name };
}

export function objectFor(
  name: string,
  manifest: object,
  spec: object = {},
  metadata: object = {},
): KubernetesObject {
  return {
    apiVersion: GROUP,
    kind: 'Object',
    metadata: { name, namespace: NAMESPACE, ...metadata },
    spec: {
      providerConfigRef: { kind: 'ClusterProviderConfig', name: 'apps' },
      watch: true,
      forProvider: { manifest },
      ...spec,
    },
  };
}

export function configMap(
  name: string,
  data: object = { colour: 'red' },
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'shop' },
    data,
  };
}

export function kubeconfig(server: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'apps',
    clusters: [{ name: 'apps', cluster: { server } }],
    contexts: [
      { name: 'apps', context: { cluster: 'apps', user: 'crossplane' } },
    ],
    users: [{ name: 'crossplane', user: { token: 'sandbox' } }],
  });
}

export function namespace(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

export function messageOf(
  object: KubernetesObject,
  type: string,
): string | undefined {
  return conditionsOf(object).find(entry => entry.type === type)?.message;
}
