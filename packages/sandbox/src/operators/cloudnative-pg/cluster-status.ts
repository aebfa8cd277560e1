import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { isDeepStrictEqual } from 'node:util';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import { mergePatch } from '../../kubernetes/patch/merge-patch';
import type { RunningPostgresServer } from '../../postgres/postgres-servers';
import type { WantedCluster } from './cluster';
import { CLUSTER } from './kinds';
import {
  hibernatedStatus,
  phaseStatus,
  runningStatus,
  unavailableStatus,
  type Phase,
  type RunningFacts,
} from './status';

/** Writes the status of one Cluster, and only what changed of it. */
export class ClusterStatus {
  #object: KubernetesObject;

  constructor(
    private readonly client: ClusterClient,
    object: KubernetesObject,
  ) {
    this.#object = object;
  }

  async setPhase(phase: Phase, reason: string): Promise<void> {
    await this.#patch(phaseStatus(this.#object.status, phase, reason, now()));
  }

  async setRunning(
    cluster: WantedCluster,
    server: RunningPostgresServer,
    facts: RunningFacts,
  ): Promise<void> {
    await this.#patch(
      runningStatus(this.#object.status, cluster, server, facts, now()),
    );
  }

  async setUnavailable(): Promise<void> {
    await this.#patch(unavailableStatus(this.#object.status, now()));
  }

  async setHibernated(): Promise<void> {
    await this.#patch(hibernatedStatus(this.#object.status, now()));
  }

  async #patch(status: object): Promise<void> {
    const before = this.#object.status ?? {};
    if (isDeepStrictEqual(mergePatch(before, status), before)) return;
    const { name, namespace } = this.#object.metadata;
    this.#object = await this.client.patchStatus(
      { ...CLUSTER, namespace, name },
      status,
    );
  }
}

function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
