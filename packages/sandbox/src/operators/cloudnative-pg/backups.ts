import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { startController } from '../../controllers/controller';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import type { Log } from '../../log';
import { BACKUP, CLUSTER, EVENT_SOURCE } from './kinds';

const backupSchema = z.object({
  spec: z.object({
    cluster: z.object({ name: z.string() }),
    method: z.string().default('barmanObjectStore'),
  }),
  status: z.object({ phase: z.string().optional() }).default({}),
});

const configuredSchema = z.object({
  spec: z.object({ backup: z.unknown().optional() }),
});

/**
 * Backups. There is no object store in the sandbox, so each fails, with the words
 * that CloudNativePG has for it where it has some (Backup `status.error`, 1.30).
 */
export function startBackups(
  client: ClusterClient,
  log: Log,
): () => Promise<void> {
  return startController({
    name: 'cloudnative-pg/backup',
    client,
    for: BACKUP,
    watches: [],
    reconcile: async (_key, object) => {
      if (object) await failBackup(client, object);
    },
    log,
  });
}

async function failBackup(
  client: ClusterClient,
  object: KubernetesObject,
): Promise<void> {
  const { spec, status } = backupSchema.parse(object);
  if (status.phase !== undefined || object.metadata.deletionTimestamp) return;
  const { namespace, name } = object.metadata;
  const cluster = await client.get({
    ...CLUSTER,
    namespace,
    name: spec.cluster.name,
  });
  const error = reasonOf(cluster, spec.cluster.name);
  const at = `${new Date().toISOString().slice(0, 19)}Z`;
  await client.patchStatus(
    { ...BACKUP, namespace, name },
    {
      phase: 'failed',
      error,
      method: spec.method,
      startedAt: at,
      stoppedAt: at,
    },
  );
  await client.recordEvent(object, {
    type: 'Warning',
    reason: 'Error',
    message: error,
    source: EVENT_SOURCE,
  });
}

function reasonOf(cluster: KubernetesObject | undefined, name: string): string {
  if (!cluster) return `Unknown cluster ${name}`;
  return configuredSchema.parse(cluster).spec.backup === undefined
    ? 'cannot proceed with the backup as the cluster has no backup section'
    : 'the sandbox has no object store to which backups could be written';
}
