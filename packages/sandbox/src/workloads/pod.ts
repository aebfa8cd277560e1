import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { createHash } from 'node:crypto';
import { daprAppIdOf, DEPLOYMENT, type Deployment } from './deployment';

const DAPRD_IMAGE = 'docker.io/daprio/daprd:1.18.3';
const DIGEST_LENGTH = 10;

/** How the process of a pod is doing. */
export interface PodState {
  phase: 'waiting' | 'running';
  /** Why it waits, such as `ContainerCreating`. */
  reason?: string;
  message?: string;
  ready: boolean;
  restarts: number;
  /** RFC 3339. */
  startedAt?: string;
}

/** The name that a ReplicaSet and its pod get: another template is another name. */
export function replicaSetName(deployment: Deployment): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(deployment.spec.template))
    .digest('hex')
    .slice(0, DIGEST_LENGTH);
  return `${deployment.metadata.name}-${digest}`;
}

export const podName = (deployment: Deployment) =>
  `${replicaSetName(deployment)}-0`;

/** What the Deployment controller makes. */
export function replicaSetOf(deployment: Deployment): KubernetesObject {
  const { namespace, name, uid } = deployment.metadata;
  const { template } = deployment.spec;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: replicaSetName(deployment),
      namespace,
      labels: template.metadata.labels,
      ownerReferences: [
        owner(DEPLOYMENT.apiVersion, DEPLOYMENT.kind, name, uid),
      ],
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: template.metadata.labels },
      template,
    },
  };
}

/** What the ReplicaSet controller makes, after Dapr's injector has been at it. */
export function podOf(
  deployment: Deployment,
  replicaSetUid: string,
): KubernetesObject {
  const { metadata, spec } = deployment.spec.template;
  const appId = daprAppIdOf(deployment);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: podName(deployment),
      namespace: deployment.metadata.namespace,
      labels: {
        ...metadata.labels,
        ...(appId && { 'dapr.io/sidecar-injected': 'true' }),
      },
      annotations: metadata.annotations,
      ownerReferences: [
        owner(
          'apps/v1',
          'ReplicaSet',
          replicaSetName(deployment),
          replicaSetUid,
        ),
      ],
    },
    spec: {
      ...spec,
      containers: [
        ...spec.containers,
        ...(appId
          ? [
              {
                name: 'daprd',
                image: DAPRD_IMAGE,
                args: ['/daprd', '--app-id', appId],
              },
            ]
          : []),
      ],
    },
  };
}

/** `status` of the pod, as kubelet writes it. */
export function podStatus(
  deployment: Deployment,
  state: PodState,
  now: string,
): object {
  const appId = daprAppIdOf(deployment);
  const names = [
    deployment.spec.template.spec.containers[0].name,
    ...(appId ? ['daprd'] : []),
  ];
  const running = state.phase === 'running';
  return {
    phase: running ? 'Running' : 'Pending',
    ...(state.startedAt && { startTime: state.startedAt }),
    conditions: ['Ready', 'ContainersReady'].map(type => ({
      type,
      status: state.ready ? 'True' : 'False',
      ...(!state.ready && { reason: 'ContainersNotReady' }),
      lastTransitionTime: now,
    })),
    containerStatuses: names.map(name => ({
      name,
      ready: state.ready,
      started: running,
      restartCount: state.restarts,
      state: running
        ? { running: { startedAt: state.startedAt } }
        : { waiting: { reason: state.reason, message: state.message } },
    })),
  };
}

/** `status` of the Deployment and of the ReplicaSet. */
export function deploymentStatus(
  deployment: Deployment,
  { ready }: PodState,
  now: string,
): object {
  const available = ready ? 1 : 0;
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas: available,
    availableReplicas: available,
    conditions: [
      {
        type: 'Available',
        status: ready ? 'True' : 'False',
        reason: ready
          ? 'MinimumReplicasAvailable'
          : 'MinimumReplicasUnavailable',
        lastTransitionTime: now,
      },
    ],
  };
}

function owner(apiVersion: string, kind: string, name: string, uid: string) {
  return {
    apiVersion,
    kind,
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}
