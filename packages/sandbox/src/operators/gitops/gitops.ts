import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { WorkQueue } from '../../controllers/work-queue';
import type { Repository } from '../../forge/repositories';
import {
  isConflict,
  isNotFound,
  type ClusterClient,
} from '../../kubernetes/cluster-client';
import { timestamp } from '../../kubernetes/timestamp';
import type { Log } from '../../log';
import type { RunningOperator } from '../operator';
import {
  APPLICATION,
  ARGOCD_NAMESPACE,
  TRACKING_ANNOTATION,
  readStatus,
  refOf,
  sameResource,
  statusAfterSync,
  trackedResource,
  trackingId,
  type ResourceResult,
  type TrackedResource,
} from './application';
import { clusterDirectories, readManifests, type Manifest } from './manifests';

const FIELD_MANAGER = 'argocd-controller';
const RETRY_MS = 2_000;
const WAIT_FOR_PRUNE_MS = 500;
/** Argo CD compares again every three minutes, whether or not Git changed. */
const REFRESH_MS = 180_000;

export interface GitOpsOptions {
  /** Where Application objects live. */
  platform: ClusterClient;
  /** Clusters by name; a directory `clusters/<name>` is applied to each. */
  clusters: ReadonlyMap<string, ClusterClient>;
  repository: Repository;
  repositoryUrl: string;
  onPush: (
    listener: (push: { repository: Repository; branch: string }) => void,
  ) => () => void;
  log: Log;
}

/**
 * Applies the main branch of the GitOps repository to the clusters, removes what
 * was removed there, and reports as an Argo CD Application per cluster would.
 */
export async function startGitOps(
  options: GitOpsOptions,
): Promise<RunningOperator> {
  const { repository, log } = options;
  await ensureNamespace(options.platform, ARGOCD_NAMESPACE);
  const queue = new WorkQueue<string>({
    identify: cluster => cluster,
    concurrency: options.clusters.size,
    process: cluster => new ApplicationSync(options, cluster).run(),
    onError: (cluster, error, retryIn) =>
      log.warn(`${cluster}: ${error.message}; retry in ${retryIn} ms`),
  });
  const enqueueAll = async () => {
    const revision = await repository.git.resolve(repository.defaultBranch);
    const directories = revision
      ? await clusterDirectories(repository.git, revision)
      : [];
    directories
      .filter(name => options.clusters.has(name))
      .forEach(name => queue.add(name));
    directories
      .filter(name => !options.clusters.has(name))
      .forEach(name =>
        log.warn(
          `clusters/${name} names no cluster of the sandbox and is not applied`,
        ),
      );
  };
  const stopListening = options.onPush(push => {
    if (
      push.repository !== repository ||
      push.branch !== repository.defaultBranch
    )
      return;
    enqueueAll().catch(error =>
      log.warn(`cannot read the new revision: ${error.message}`),
    );
  });
  await enqueueAll();
  return {
    stop: async () => {
      stopListening();
      await queue.stop();
    },
  };
}

/** One sync of one Application. */
class ApplicationSync {
  readonly #startedAt = timestamp();
  readonly #target: ClusterClient;

  constructor(
    private readonly options: GitOpsOptions,
    private readonly cluster: string,
  ) {
    const target = options.clusters.get(cluster);
    if (!target)
      throw new Error(`There is no cluster "${cluster}" in the sandbox.`);
    this.#target = target;
  }

  async run(): Promise<{ requeueAfter: number }> {
    const { repository, platform, log } = this.options;
    const revision = await repository.git.resolve(repository.defaultBranch);
    if (!revision)
      throw new Error(
        `${repository.owner}/${repository.name} has no ${repository.defaultBranch} branch.`,
      );
    const application = await platform.apply(this.#manifest(), {
      fieldManager: FIELD_MANAGER,
      force: true,
    });
    const previous = readStatus(application);
    const manifests = await readManifests(repository.git, revision, this.#path);
    const results = [
      ...(await this.#applyAll(manifests)),
      ...(await this.#prune(previous.resources ?? [], manifests)),
    ];
    const status = statusAfterSync({
      previous,
      revision,
      source: this.#source,
      destination: { name: this.cluster },
      startedAt: this.#startedAt,
      finishedAt: timestamp(),
      results,
    });
    await platform.patchStatus(
      { ...APPLICATION, namespace: ARGOCD_NAMESPACE, name: this.cluster },
      status,
    );
    this.#report(previous.sync?.revision, revision, results, log);
    return { requeueAfter: nextLook(results) };
  }

  get #path(): string {
    return `clusters/${this.cluster}`;
  }

  get #source() {
    return {
      repoURL: this.options.repositoryUrl,
      path: this.#path,
      targetRevision: this.options.repository.defaultBranch,
    };
  }

  #manifest(): KubernetesObject {
    return {
      ...APPLICATION,
      metadata: { name: this.cluster, namespace: ARGOCD_NAMESPACE },
      spec: {
        project: 'default',
        source: { ...this.#source, directory: { recurse: true } },
        destination: { name: this.cluster },
        syncPolicy: { automated: { prune: true, selfHeal: true } },
      },
    };
  }

  /** One by one: a namespace must be there before what lives in it. */
  async #applyAll(manifests: Manifest[]): Promise<ResourceResult[]> {
    const results: ResourceResult[] = [];
    for (const manifest of manifests) results.push(await this.#apply(manifest));
    return results;
  }

  async #apply({ path, object }: Manifest): Promise<ResourceResult> {
    const resource = trackedResource(object);
    const metadata = {
      ...object.metadata,
      annotations: {
        ...object.metadata.annotations,
        [TRACKING_ANNOTATION]: trackingId(this.cluster, resource),
      },
    };
    try {
      await this.#target.apply(
        { ...object, metadata },
        { fieldManager: FIELD_MANAGER, force: true },
      );
      return { resource, result: 'Synced', message: 'applied' };
    } catch (error) {
      return {
        resource,
        result: 'SyncFailed',
        message: `${path}: ${messageOf(error)}`,
      };
    }
  }

  async #prune(
    previous: TrackedResource[],
    manifests: Manifest[],
  ): Promise<ResourceResult[]> {
    const wanted = manifests.map(({ object }) => trackedResource(object));
    const obsolete = previous.filter(
      resource => !wanted.some(want => sameResource(want, resource)),
    );
    return Promise.all(obsolete.map(resource => this.#pruneOne(resource)));
  }

  async #pruneOne(resource: TrackedResource): Promise<ResourceResult> {
    const ref = refOf(resource);
    try {
      const existing = await this.#target.get(ref);
      // Someone else's object of the same name is not ours to delete.
      const ours =
        existing?.metadata.annotations?.[TRACKING_ANNOTATION] ===
        trackingId(this.cluster, resource);
      if (!existing || !ours)
        return { resource, result: 'Pruned', message: 'pruned' };
      if (!existing.metadata.deletionTimestamp) {
        await this.#target.delete(ref, {
          propagationPolicy: 'Foreground',
          preconditions: { uid: existing.metadata.uid },
        });
      }
      const left = await this.#target.get(ref);
      return left
        ? {
            resource,
            result: 'PruneSkipped',
            message: `${resource.kind} ${resource.name} is being deleted`,
          }
        : { resource, result: 'Pruned', message: 'pruned' };
    } catch (error) {
      if (isNotFound(error))
        return { resource, result: 'Pruned', message: 'pruned' };
      return {
        resource,
        result: 'PruneSkipped',
        message: `${resource.kind} ${resource.name}: ${messageOf(error)}`,
      };
    }
  }

  #report(
    previousRevision: string | undefined,
    revision: string,
    results: ResourceResult[],
    log: Log,
  ): void {
    const failed = results.filter(({ result }) => result === 'SyncFailed');
    failed.forEach(({ message }) => log.warn(`${this.cluster}: ${message}`));
    if (previousRevision !== revision) {
      log.info(
        `${this.cluster}: applied ${revision.slice(0, 7)}, ${
          results.length - failed.length
        } of ${results.length} resources`,
      );
    }
  }
}

function nextLook(results: ResourceResult[]): number {
  if (results.some(({ result }) => result === 'PruneSkipped'))
    return WAIT_FOR_PRUNE_MS;
  return results.some(({ result }) => result === 'SyncFailed')
    ? RETRY_MS
    : REFRESH_MS;
}

async function ensureNamespace(
  client: ClusterClient,
  name: string,
): Promise<void> {
  try {
    await client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
