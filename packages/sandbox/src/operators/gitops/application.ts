import {
  groupOf,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { ObjectRef } from '../../kubernetes/cluster-client';

export const APPLICATION = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
} as const;
export const ARGOCD_NAMESPACE = 'argocd';
export const TRACKING_ANNOTATION = 'argocd.argoproj.io/tracking-id';
const HISTORY_LIMIT = 10;

const resourceSchema = z.object({
  group: z.string().optional(),
  version: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
  status: z.enum(['Synced', 'OutOfSync']).optional(),
});

const statusSchema = z.object({
  sync: z
    .object({ status: z.string(), revision: z.string().optional() })
    .optional(),
  history: z
    .array(
      z.object({
        id: z.number(),
        revision: z.string(),
        deployedAt: z.string(),
      }),
    )
    .optional(),
  resources: z.array(resourceSchema).optional(),
});

/** What an Application remembers of its last sync. */
export type ApplicationStatus = z.infer<typeof statusSchema>;
/** One entry of `status.resources` (Argo CD ResourceStatus). */
export type TrackedResource = z.infer<typeof resourceSchema>;

/** How the sync of one manifest went. */
export interface ResourceResult {
  resource: TrackedResource;
  result: 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped';
  message: string;
}

/** The status of an Application object; empty before its first sync. */
export function readStatus(
  application: KubernetesObject | undefined,
): ApplicationStatus {
  return statusSchema.parse(application?.status ?? {});
}

export function trackedResource(object: KubernetesObject): TrackedResource {
  const { name, namespace } = object.metadata;
  return {
    group: groupOf(object),
    version: object.apiVersion.split('/').at(-1) ?? object.apiVersion,
    kind: object.kind,
    namespace,
    name,
  };
}

export function refOf(resource: TrackedResource): ObjectRef {
  const { group, version, kind, namespace, name } = resource;
  return {
    apiVersion: group ? `${group}/${version}` : version,
    kind,
    namespace,
    name,
  };
}

/** Two entries that name the same object, whatever its version. */
export function sameResource(
  left: TrackedResource,
  right: TrackedResource,
): boolean {
  return identity(left) === identity(right);
}

/** `<application>:<group>/<kind>:<namespace>/<name>`, as Argo CD writes it. */
export function trackingId(
  application: string,
  resource: TrackedResource,
): string {
  return `${application}:${resource.group ?? ''}/${resource.kind}:${
    resource.namespace ?? ''
  }/${resource.name}`;
}

/** The status after a sync (Argo CD ApplicationStatus). */
export function statusAfterSync(options: {
  previous: ApplicationStatus;
  revision: string;
  source: object;
  destination: object;
  startedAt: string;
  finishedAt: string;
  results: ResourceResult[];
}): object {
  const {
    previous,
    revision,
    source,
    destination,
    startedAt,
    finishedAt,
    results,
  } = options;
  const failures = results.filter(
    result =>
      result.result === 'SyncFailed' || result.result === 'PruneSkipped',
  );
  const history = previous.history ?? [];
  const deployed = history.at(-1)?.revision === revision || failures.length > 0;
  return {
    sync: {
      status: failures.length === 0 ? 'Synced' : 'OutOfSync',
      revision,
      comparedTo: { source, destination },
    },
    health: { status: failures.length === 0 ? 'Healthy' : 'Degraded' },
    reconciledAt: finishedAt,
    operationState: {
      operation: {
        sync: { revision, prune: true },
        initiatedBy: { automated: true },
      },
      phase: failures.length === 0 ? 'Succeeded' : 'Failed',
      message:
        failures.length === 0
          ? 'successfully synced (all tasks run)'
          : `one or more synchronization tasks completed unsuccessfully, reason: ${failures
              .map(failure => failure.message)
              .join(';')}`,
      startedAt,
      finishedAt,
      syncResult: {
        revision,
        source,
        resources: results.map(({ resource, result, message }) => ({
          ...resource,
          status: result,
          message,
        })),
      },
    },
    conditions: failures.map(({ message }) => ({
      type: 'SyncError',
      message,
      lastTransitionTime: finishedAt,
    })),
    history: deployed
      ? history
      : [
          ...history,
          {
            id: (history.at(-1)?.id ?? 0) + 1,
            revision,
            deployedAt: finishedAt,
          },
        ].slice(-HISTORY_LIMIT),
    resources: results
      .filter(({ result }) => result !== 'Pruned')
      .map(({ resource, result }) => ({
        ...resource,
        status: result === 'Synced' ? 'Synced' : 'OutOfSync',
      })),
  };
}

function identity({ group, kind, namespace, name }: TrackedResource): string {
  return [group ?? '', kind, namespace ?? '', name].join('/');
}
