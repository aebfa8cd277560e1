import { startController } from '../../controllers/controller';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import { timestamp } from '../../kubernetes/timestamp';
import { conditionsOf, withCondition } from '../conditions';
import type { OperatorContext } from '../operator';
import { STORE_API, StoreError, openStore } from './secret-store';

/** ESO checks stores again every five minutes (store-requeue-interval). */
const RECHECK_MS = 300_000;
const RETRY_MS = 5_000;

/** Validates the stores of a kind and writes their Ready condition. */
export function startStoresController(
  kind: 'SecretStore' | 'ClusterSecretStore',
  client: ClusterClient,
  context: OperatorContext,
): () => Promise<void> {
  return startController({
    name: `external-secrets/${kind}`,
    client,
    log: context.log,
    for: { apiVersion: STORE_API, kind },
    reconcile: async (_key, store) => {
      if (!store) return undefined;
      const problem = await openStore(store, client, context.clusterAt).then(
        () => undefined,
        error => {
          if (error instanceof StoreError) return error;
          throw error;
        },
      );
      const now = timestamp();
      const conditions = withCondition(
        conditionsOf(store),
        problem
          ? {
              type: 'Ready',
              status: 'False',
              reason: problem.reason,
              message: problem.message,
            }
          : {
              type: 'Ready',
              status: 'True',
              reason: 'Valid',
              message: 'store validated',
            },
        now,
      );
      const { namespace, name } = store.metadata;
      await client.patchStatus(
        { apiVersion: STORE_API, kind, namespace, name },
        { conditions, capabilities: 'ReadWrite' },
      );
      if (problem)
        await client.recordEvent(store, {
          type: 'Warning',
          reason: problem.reason,
          message: problem.message,
          source:
            kind === 'SecretStore' ? 'secret-store' : 'cluster-secret-store',
        });
      return { requeueAfter: problem ? RETRY_MS : RECHECK_MS };
    },
  });
}
