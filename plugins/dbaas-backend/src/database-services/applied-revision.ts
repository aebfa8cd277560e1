import {
  groupOf,
  readOnce,
  type KubernetesObject,
  type PendingRequest,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

/** Argo CD Application; `argoproj.io/v1alpha1`. */
export const ARGO_APPLICATION = {
  group: 'argoproj.io',
  kind: 'Application',
} as const;

const statusSchema = z
  .object({
    sync: z
      .object({ status: z.string(), revision: z.string().optional() })
      .optional(),
    history: z
      .array(
        z.object({ revision: z.string().optional(), deployedAt: z.string() }),
      )
      .optional(),
    resources: z
      .array(
        z.object({
          group: z.string().optional(),
          kind: z.string(),
          namespace: z.string().optional(),
          name: z.string(),
        }),
      )
      .optional(),
  })
  .catch({});

type Status = z.infer<typeof statusSchema>;

/** Every database service asks for the same few Applications. */
const statusOf = readOnce(
  ({ status }: KubernetesObject): Status => statusSchema.parse(status ?? {}),
);

/** Called only where they matter: there may be many, and most services have no open news. */
type Applications = () => readonly KubernetesObject[];

/** The objects that an Application applies; none for objects of other kinds. */
export function trackedResources(
  object: KubernetesObject,
): NonNullable<Status['resources']> {
  const isApplication =
    object.kind === ARGO_APPLICATION.kind &&
    groupOf(object) === ARGO_APPLICATION.group;
  return (isApplication && statusOf(object).resources) || [];
}

/** Whether the newest merged change is in the cluster, as far as it can be known. */
export interface Applied {
  applied?: boolean;
  /** RFC 3339. */
  appliedAt?: string;
}

/**
 * Looks up the newest merged change in the Argo CD Application that the claim
 * belongs to (Argo CD, `status.resources`, `status.sync.revision`,
 * `status.history`). Without such an Application nothing is known.
 */
export function appliedRevision(
  claim: KubernetesObject,
  applications: Applications,
  requests: readonly PendingRequest[],
): Applied {
  const merged = requests.find(({ state }) => state === 'merged');
  if (!merged?.mergedAt) return {};
  const { mergeCommit, mergedAt } = merged;
  const statuses = applications()
    .map(statusOf)
    .filter(({ resources }) =>
      resources?.some(resource => isSame(resource, claim)),
    );
  if (statuses.length === 0) return {};
  for (const { sync, history = [] } of statuses) {
    // A later revision contains the merge, too.
    const deployment = history.find(
      ({ revision, deployedAt }) =>
        revision === mergeCommit ||
        Date.parse(deployedAt) >= Date.parse(mergedAt),
    );
    if (deployment) return { applied: true, appliedAt: deployment.deployedAt };
    if (sync?.status === 'Synced' && sync.revision === mergeCommit)
      return { applied: true };
  }
  return { applied: false };
}

/** Names the claim that a request is about, whether or not it exists. */
export interface ClaimName {
  group: string;
  kind: string;
  namespace: string;
  name: string;
}

/**
 * The requests that still say something about a claim that is not there. A merged
 * one does not, once every Application of its repository has been deployed since
 * the merge and none of them applies the claim any more: it was removed again.
 */
export function requestsStillPending(
  claim: ClaimName,
  applications: Applications,
  requests: PendingRequest[],
): PendingRequest[] {
  if (requests.every(({ state }) => state !== 'merged')) return requests;
  const statuses = applications().map(object => ({
    repository: repositoryOf(object),
    ...statusOf(object),
  }));
  const isTracked = statuses.some(({ resources }) =>
    resources?.some(resource => isNamed(resource, claim)),
  );
  if (isTracked) return requests;
  return requests.filter(({ state, mergeCommit, mergedAt }) => {
    if (state !== 'merged' || !mergeCommit || !mergedAt) return true;
    const repository = statuses.find(({ history }) =>
      history?.some(({ revision }) => revision === mergeCommit),
    )?.repository;
    if (repository === undefined) return true;
    return !statuses
      .filter(status => status.repository === repository)
      .every(({ history }) =>
        history?.some(
          ({ revision, deployedAt }) =>
            revision === mergeCommit ||
            Date.parse(deployedAt) >= Date.parse(mergedAt),
        ),
      );
  });
}

const sourceSchema = z
  .object({ source: z.object({ repoURL: z.string() }) })
  .transform(({ source }) => source.repoURL)
  .optional()
  .catch(undefined);

function repositoryOf(application: KubernetesObject): string | undefined {
  return sourceSchema.parse(application.spec);
}

type TrackedResource = NonNullable<Status['resources']>[number];

function isSame(resource: TrackedResource, claim: KubernetesObject): boolean {
  const { name, namespace = '' } = claim.metadata;
  return isNamed(resource, {
    group: groupOf(claim),
    kind: claim.kind,
    namespace,
    name,
  });
}

function isNamed(resource: TrackedResource, claim: ClaimName): boolean {
  return (
    (resource.group ?? '') === claim.group &&
    resource.kind === claim.kind &&
    (resource.namespace ?? '') === claim.namespace &&
    resource.name === claim.name
  );
}
