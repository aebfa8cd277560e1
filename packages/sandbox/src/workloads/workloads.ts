import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  startController,
  type ReconcileKey,
  type ReconcileResult,
} from '../controllers/controller';
import type { ClusterClient } from '../kubernetes/cluster-client';
import { timestamp } from '../kubernetes/timestamp';
import type { Log } from '../log';
import { secretTexts } from '../operators/kubernetes-secret';
import {
  containerOf,
  daprAppIdOf,
  DEPLOYMENT,
  imageRepository,
  readDeployment,
  secretMountsOf,
  type Deployment,
} from './deployment';
import {
  deploymentStatus,
  podName,
  podOf,
  podStatus,
  replicaSetName,
  replicaSetOf,
  type PodState,
} from './pod';
import { writeSecretFiles } from './secret-files';
import { WorkloadProcess } from './workload-process';

const SECRET = { apiVersion: 'v1', kind: 'Secret' } as const;
const POD = { apiVersion: 'v1', kind: 'Pod' } as const;
const REPLICA_SET = { apiVersion: 'apps/v1', kind: 'ReplicaSet' } as const;
const FIELD_MANAGER = 'kubelet';
/** How often a probe asks; also how soon a missing Secret is looked for again. */
const PERIOD_MS = 1_000;

export interface WorkloadsOptions {
  client: ClusterClient;
  /** Directory of the program for each image repository. Other images are left alone. */
  images: ReadonlyMap<string, string>;
  stateDirectory: string;
  /** Port on which Dapr answers for every sidecar of the sandbox. */
  daprPort: number;
  log: Log;
}

interface Workload {
  process: WorkloadProcess;
  pod: string;
}

/**
 * What kubelet and the controllers of Deployments do, for images that are programs of
 * this repository: one pod per Deployment, as a process of this machine, with mounted
 * Secrets, readiness and restarts.
 */
export class Workloads {
  readonly #running = new Map<string, Workload>();
  readonly #shown = new Map<string, string>();
  readonly #stopController: () => Promise<void>;

  constructor(private readonly options: WorkloadsOptions) {
    this.#stopController = startController({
      name: 'kubelet',
      client: options.client,
      for: DEPLOYMENT,
      log: options.log,
      reconcile: (key, object) => this.#reconcile(key, object),
    });
  }

  /** Where the program of a Deployment listens, once it was started. */
  urlOf(namespace: string, name: string): string | undefined {
    return this.#running.get(`${namespace}/${name}`)?.process.url;
  }

  async stop(): Promise<void> {
    await this.#stopController();
    await Promise.all(
      [...this.#running.values()].map(({ process }) => process.stop()),
    );
  }

  async #reconcile(
    key: ReconcileKey,
    object: KubernetesObject | undefined,
  ): Promise<ReconcileResult | void> {
    const id = `${key.namespace}/${key.name}`;
    if (!object || object.metadata.deletionTimestamp) return this.#end(id);
    const deployment = readDeployment(object);
    const program = this.options.images.get(
      imageRepository(containerOf(deployment)),
    );
    if (program === undefined) return undefined;
    const pod = podName(deployment);
    if (this.#running.get(id)?.pod !== pod) await this.#end(id);
    await this.#ensureObjects(deployment);
    await this.#show(id, deployment, await this.#run(id, deployment, program));
    return { requeueAfter: PERIOD_MS };
  }

  async #end(id: string): Promise<void> {
    const workload = this.#running.get(id);
    this.#running.delete(id);
    this.#shown.delete(id);
    await workload?.process.stop();
    await rm(this.#directory(id), { recursive: true, force: true });
  }

  /** The ReplicaSet and the pod; those of an earlier template go. */
  async #ensureObjects(deployment: Deployment): Promise<void> {
    const { client } = this.options;
    const { namespace, uid } = deployment.metadata;
    const name = replicaSetName(deployment);
    const options = { fieldManager: FIELD_MANAGER, force: true };
    for (const old of await client.list(REPLICA_SET, { namespace })) {
      const ours = old.metadata.ownerReferences?.some(one => one.uid === uid);
      if (ours && old.metadata.name !== name)
        await client.delete({
          ...REPLICA_SET,
          namespace,
          name: old.metadata.name,
        });
    }
    const { metadata } = await client.apply(replicaSetOf(deployment), options);
    await client.apply(podOf(deployment, metadata.uid ?? ''), options);
  }

  /** Mounts, starts and probes, as far as it comes. */
  async #run(
    id: string,
    deployment: Deployment,
    program: string,
  ): Promise<PodState> {
    const missing = await this.#mount(id, deployment);
    const existing = this.#running.get(id)?.process;
    if (missing && !existing) return this.#waitFor(deployment, missing);
    const process = existing ?? (await this.#start(id, deployment, program));
    const { path = '/' } =
      containerOf(deployment).readinessProbe?.httpGet ?? {};
    return {
      phase: process.running ? 'running' : 'waiting',
      ...(!process.running && { reason: 'CrashLoopBackOff' }),
      ready: await process.ready(path),
      restarts: process.restarts,
      startedAt: process.startedAt,
    };
  }

  async #waitFor(deployment: Deployment, secret: string): Promise<PodState> {
    const { client } = this.options;
    const { namespace } = deployment.metadata;
    const pod = await client.get({
      ...POD,
      namespace,
      name: podName(deployment),
    });
    if (pod) {
      await client.recordEvent(pod, {
        type: 'Warning',
        reason: 'FailedMount',
        message: `MountVolume.SetUp failed for volume : secret "${secret}" not found`,
        source: 'kubelet',
      });
    }
    return {
      phase: 'waiting',
      reason: 'ContainerCreating',
      ready: false,
      restarts: 0,
    };
  }

  /** Writes the mounted Secrets to files; the name of the first one that is missing. */
  async #mount(
    id: string,
    deployment: Deployment,
  ): Promise<string | undefined> {
    const { namespace } = deployment.metadata;
    for (const { volume, secretName } of secretMountsOf(deployment)) {
      const secret = await this.options.client.get({
        ...SECRET,
        namespace,
        name: secretName,
      });
      if (!secret) return secretName;
      await writeSecretFiles(
        join(this.#directory(id), volume),
        secretTexts(secret),
      );
    }
    return undefined;
  }

  async #start(
    id: string,
    deployment: Deployment,
    program: string,
  ): Promise<WorkloadProcess> {
    const process = await WorkloadProcess.start({
      directory: program,
      environment: this.#environmentOf(id, deployment),
      log: this.options.log.child(id),
    });
    this.#running.set(id, { process, pod: podName(deployment) });
    this.options.log.info(`${id}: listens on ${process.url}`);
    return process;
  }

  /** What the container is told; paths of mounts become paths of this machine. */
  #environmentOf(id: string, deployment: Deployment): Record<string, string> {
    const mounts = secretMountsOf(deployment);
    const local = (value: string) =>
      mounts.reduce(
        (text, { mountPath, volume }) =>
          text.replace(mountPath, join(this.#directory(id), volume)),
        value,
      );
    const appId = daprAppIdOf(deployment);
    const { namespace } = deployment.metadata;
    return {
      ...Object.fromEntries(
        containerOf(deployment).env.map(({ name, value = '' }) => [
          name,
          local(value),
        ]),
      ),
      ...(appId && {
        DAPR_HTTP_ENDPOINT: `http://127.0.0.1:${this.options.daprPort}/${namespace}/${appId}`,
      }),
    };
  }

  /** Writes the status where it says something new. */
  async #show(
    id: string,
    deployment: Deployment,
    state: PodState,
  ): Promise<void> {
    const { client } = this.options;
    const { namespace, name, generation } = deployment.metadata;
    const shown = JSON.stringify([generation, podName(deployment), state]);
    if (this.#shown.get(id) === shown) return;
    const now = timestamp();
    const status = deploymentStatus(deployment, state, now);
    await client.patchStatus(
      { ...POD, namespace, name: podName(deployment) },
      podStatus(deployment, state, now),
    );
    await client.patchStatus(
      { ...REPLICA_SET, namespace, name: replicaSetName(deployment) },
      { replicas: 1, readyReplicas: state.ready ? 1 : 0 },
    );
    await client.patchStatus({ ...DEPLOYMENT, namespace, name }, status);
    this.#shown.set(id, shown);
  }

  #directory(id: string): string {
    return join(this.options.stateDirectory, 'workloads', id.replace('/', '-'));
  }
}
