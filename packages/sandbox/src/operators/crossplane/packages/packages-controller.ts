import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { startController } from '../../../controllers/controller';
import { refOf } from '../../../controllers/object-ref';
import type { ClusterClient } from '../../../kubernetes/cluster-client';
import { timestamp } from '../../../kubernetes/timestamp';
import type { Log } from '../../../log';
import { conditionsOf, type Condition } from '../../conditions';
import { observedAt, setConditions } from '../../crossplane-runtime/conditions';
import { controllerReference } from '../../crossplane-runtime/metadata';
import { IN_PROCESS_ENDPOINT } from '../functions/function-runner';
import {
  FIELD_MANAGER,
  FUNCTION,
  FUNCTION_REVISION,
  PACKAGE_LABEL,
  PROVIDER,
} from '../kinds';
import { packageRuntime, type PackageRuntime } from './package-source';

const packageSchema = z.object({ spec: z.object({ package: z.string() }) });

export interface PackagesOptions {
  client: ClusterClient;
  /** Where the composition function listens, `host:port`. */
  functionAddress: string;
  log: Log;
}

/**
 * "Installs" Functions and Providers: the sandbox has the parts that it runs, so a
 * package is healthy when it is one of them (Crossplane 2.3, pkg/manager).
 */
export function startPackagesControllers(
  options: PackagesOptions,
): (() => Promise<void>)[] {
  const { client, log } = options;
  const controller = (kind: typeof FUNCTION | typeof PROVIDER) =>
    startController({
      name: `crossplane/packages/${kind.kind}`,
      client,
      log,
      for: kind,
      reconcile: async (_key, object) => {
        if (object && !object.metadata.deletionTimestamp)
          await install(options, object);
      },
    });
  return [controller(FUNCTION), controller(PROVIDER)];
}

async function install(
  options: PackagesOptions,
  object: KubernetesObject,
): Promise<void> {
  const { client } = options;
  const source = packageSchema.parse(object).spec.package;
  const runtime = packageRuntime(source);
  const revision = `${object.metadata.name}-${createHash('sha256')
    .update(source)
    .digest('hex')
    .slice(0, 12)}`;
  if (object.kind === FUNCTION.kind)
    await activateRevision(options, object, {
      name: revision,
      source,
      runtime,
    });
  await client.patchStatus(refOf(object), {
    conditions: conditions(object, [
      { type: 'Installed', status: 'True', reason: 'ActivePackageRevision' },
      healthy('Healthy', source, runtime),
    ]),
    currentRevision: revision,
    currentIdentifier: source,
    resolvedPackage: source,
  });
}

interface Revision {
  name: string;
  source: string;
  runtime: PackageRuntime | undefined;
}

/** Writes the revision of a Function, and deactivates those before it. */
async function activateRevision(
  { client, functionAddress }: PackagesOptions,
  object: KubernetesObject,
  { name, source, runtime }: Revision,
): Promise<void> {
  const others = await client.list(FUNCTION_REVISION, {
    labelSelector: `${PACKAGE_LABEL}=${object.metadata.name}`,
  });
  for (const other of others.filter(({ metadata }) => metadata.name !== name)) {
    await client.delete(refOf(other));
  }
  const revision = await client.apply(
    {
      ...FUNCTION_REVISION,
      metadata: {
        name,
        labels: { [PACKAGE_LABEL]: object.metadata.name },
        ownerReferences: [controllerReference(object)],
      },
      spec: { desiredState: 'Active', image: source, revision: 1 },
    },
    { fieldManager: FIELD_MANAGER, force: true },
  );
  await client.patchStatus(refOf(revision), {
    endpoint: endpointOf(runtime, functionAddress),
    capabilities: ['composition'],
    conditions: conditions(revision, [
      healthy('RevisionHealthy', source, runtime),
      healthy('RuntimeHealthy', source, runtime),
    ]),
  });
}

function endpointOf(
  runtime: PackageRuntime | undefined,
  functionAddress: string,
): string | null {
  switch (runtime) {
    case 'composition-function':
      return functionAddress;
    case 'function-auto-ready':
      return `${IN_PROCESS_ENDPOINT}${runtime}`;
    default:
      return null;
  }
}

function healthy(
  type: string,
  source: string,
  runtime: PackageRuntime | undefined,
): Condition {
  return runtime
    ? { type, status: 'True', reason: 'HealthyPackageRevision' }
    : {
        type,
        status: 'False',
        reason: 'UnhealthyPackageRevision',
        message: `The sandbox cannot run ${source}: it has the composition function of this project, function-auto-ready, provider-sql and provider-kubernetes.`,
      };
}

function conditions(object: KubernetesObject, next: Condition[]): Condition[] {
  const { generation } = object.metadata;
  return setConditions(
    conditionsOf(object),
    next.map(condition => observedAt(condition, generation)),
    timestamp(),
  );
}
