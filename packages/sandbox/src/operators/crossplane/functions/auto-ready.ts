import {
  groupOf,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { conditionsOf } from '../../conditions';
import type {
  DesiredResource,
  FunctionRequest,
  FunctionResponse,
} from './function-protocol';

/** The response of a function is good for a minute (function SDK, response.DefaultTTL). */
const TTL_SECONDS = 60;

/** Kinds of the core group that are ready as soon as they exist (function-auto-ready 0.7, healthchecks). */
const READY_WHEN_THERE = ['ConfigMap', 'Secret', 'ServiceAccount', 'Namespace'];
const READY_WHEN_THERE_RBAC = [
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
];

type HealthCheck = (object: KubernetesObject) => boolean;

/**
 * function-auto-ready 0.7: decides on the readiness of composed resources that exist
 * and of which no earlier function said whether they are ready.
 */
export function autoReady(request: FunctionRequest): FunctionResponse {
  const { composite, resources } = request.desired;
  return {
    meta: { ttl: { seconds: TTL_SECONDS, nanos: 0 } },
    desired: {
      composite,
      resources: Object.fromEntries(
        Object.entries(resources).map(([name, desired]) => [
          name,
          decide(desired, request.observed.resources[name]?.object),
        ]),
      ),
    },
    context: request.context,
    results: [],
    conditions: [],
    requirements: { resources: {}, extraResources: {} },
  };
}

function decide(
  desired: DesiredResource,
  observed: KubernetesObject | undefined,
): DesiredResource {
  if (!observed || desired.ready !== 'READY_UNSPECIFIED') return desired;
  return healthCheckOf(observed)(observed)
    ? { ...desired, ready: 'READY_TRUE' }
    : desired;
}

function healthCheckOf(object: KubernetesObject): HealthCheck {
  const { kind } = object;
  switch (groupOf(object)) {
    case '':
      if (READY_WHEN_THERE.includes(kind)) return () => true;
      if (kind === 'Service') return isServiceReady;
      return isReadyByCondition;
    case 'rbac.authorization.k8s.io':
      return READY_WHEN_THERE_RBAC.includes(kind)
        ? () => true
        : isReadyByCondition;
    case 'apps':
      return kind === 'Deployment' ? isDeploymentReady : isReadyByCondition;
    default:
      return isReadyByCondition;
  }
}

function isReadyByCondition(object: KubernetesObject): boolean {
  return conditionsOf(object).some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
}

const serviceSchema = z.object({
  spec: z.object({ type: z.string().optional() }).optional(),
  status: z
    .object({
      loadBalancer: z
        .object({ ingress: z.array(z.unknown()).default([]) })
        .optional(),
    })
    .optional(),
});

/** A load balancer is ready when it has an address, other Services always are. */
function isServiceReady(object: KubernetesObject): boolean {
  const { spec, status } = serviceSchema.parse(object);
  return (
    spec?.type !== 'LoadBalancer' ||
    (status?.loadBalancer?.ingress.length ?? 0) > 0
  );
}

function isDeploymentReady(object: KubernetesObject): boolean {
  return conditionsOf(object).some(
    ({ type, status }) => type === 'Available' && status === 'True',
  );
}
