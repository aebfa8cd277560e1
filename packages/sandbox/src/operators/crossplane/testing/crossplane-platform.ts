import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
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
import type { RunningOperator } from '../../operator';
import { conditionsOf, type Condition } from '../../conditions';
import { startCrossplane } from '..';
import { refuseDeletesInUse } from '../usage/deletion-admission';
import {
  APP,
  NAMESPACE,
  appDefinition,
  widgetDefinition,
  ourFunction,
  composition,
} from './fixtures';
import { startTestFunction, type TestFunction } from './test-function';

/** A platform cluster with Crossplane, a kind of composite resource and a function. */
export class CrossplanePlatform {
  #crossplane: RunningOperator | undefined;

  private constructor(readonly test: TestCluster, readonly fn: TestFunction) {}

  static async open(): Promise<CrossplanePlatform> {
    const platform = new CrossplanePlatform(
      await TestCluster.open('platform', [refuseDeletesInUse]),
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
