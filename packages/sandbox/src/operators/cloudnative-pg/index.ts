import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { join } from 'node:path';
import {
  startController,
  type ReconcileKey,
} from '../../controllers/controller';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import type { Log } from '../../log';
import type { OperatorContext, StartOperator } from '../operator';
import { startBackups } from './backups';
import { ClusterReconciler } from './cluster-reconciler';
import { ClusterStatus } from './cluster-status';
import { CLUSTER, SECRET } from './kinds';
import { ServerRecords } from './server-records';

/**
 * CloudNativePG: each Cluster is a PostgreSQL server of this machine. Only the
 * primary is a process; replicas are shown, and marked as simulated.
 */
export const startCloudNativePg: StartOperator = async context => {
  const { platform, postgres, stateDirectory } = context;
  const { log } = context;
  const records = await ServerRecords.open(
    join(stateDirectory, 'cloudnative-pg.json'),
  );
  const reconciler = new ClusterReconciler(platform, postgres, records);
  await removeLeftovers(platform, reconciler, context, log);
  const stopController = startController({
    name: 'cloudnative-pg/cluster',
    client: platform,
    for: CLUSTER,
    watches: [{ client: platform, kind: SECRET, map: clusterOfSecret }],
    reconcile: (key, object) => reconciler.reconcile(key, object),
    log,
  });
  const stopListening = postgres.onUnexpectedExit(id => {
    markUnavailable(platform, reconciler, id).catch(error =>
      log.warn(`${id}: cannot report that the server ended: ${error.message}`),
    );
  });
  const stopBackups = startBackups(platform, log);
  return {
    stop: async () => {
      stopListening();
      await Promise.all([stopController(), stopBackups()]);
    },
  };
};

/** A Cluster wants its Secrets to be there, and its passwords to be those of the Secrets. */
function clusterOfSecret({ metadata }: KubernetesObject): ReconcileKey[] {
  const name = metadata.labels?.['cnpg.io/cluster'];
  return name ? [{ namespace: metadata.namespace, name }] : [];
}

/** Servers whose Cluster was deleted while nobody was looking. */
async function removeLeftovers(
  client: ClusterClient,
  reconciler: ClusterReconciler,
  { postgres }: OperatorContext,
  log: Log,
): Promise<void> {
  if (!client.serves(CLUSTER)) return;
  const clusters = await client.list(CLUSTER);
  const wanted = new Set(
    clusters.map(({ metadata }) => reconciler.idOf(metadata)),
  );
  for (const id of await postgres.ids()) {
    if (!id.startsWith(`${client.cluster}.`) || wanted.has(id)) continue;
    log.info(`${id}: its Cluster is gone`);
    await reconciler.remove(id);
  }
}

/** Says that the server is gone; the change of the status starts it again. */
async function markUnavailable(
  client: ClusterClient,
  reconciler: ClusterReconciler,
  id: string,
): Promise<void> {
  const clusters = await client.list(CLUSTER);
  const cluster = clusters.find(
    ({ metadata }) => reconciler.idOf(metadata) === id,
  );
  if (cluster) await new ClusterStatus(client, cluster).setUnavailable();
}
