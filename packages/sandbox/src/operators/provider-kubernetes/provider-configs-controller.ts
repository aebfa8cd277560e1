import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { startController } from '../../controllers/controller';
import { refOf } from '../../controllers/object-ref';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import type { Log } from '../../log';
import { addFinalizer, removeFinalizer } from '../crossplane-runtime/metadata';
import { CLUSTER_PROVIDER_CONFIG, OBJECT, PROVIDER_CONFIG } from './kinds';
import { readSpec } from './object-spec';

/** Holds a configuration while something uses it (crossplane-runtime 2.3, providerconfig). */
const FINALIZER = 'in-use.crossplane.io';

/** Counts the Objects that use a configuration, and keeps it while there are any. */
export function startProviderConfigsController(
  kind: typeof PROVIDER_CONFIG | typeof CLUSTER_PROVIDER_CONFIG,
  client: ClusterClient,
  log: Log,
): () => Promise<void> {
  const uses = (
    object: KubernetesObject,
    config: { namespace?: string; name: string },
  ) => {
    const { providerConfigRef } = readSpec(object);
    return (
      providerConfigRef.kind === kind.kind &&
      providerConfigRef.name === config.name &&
      (config.namespace === undefined ||
        config.namespace === object.metadata.namespace)
    );
  };
  return startController({
    name: `provider-kubernetes/${kind.kind}`,
    client,
    log,
    for: kind,
    watches: [
      {
        client,
        kind: OBJECT,
        map: object => {
          const { namespace } = object.metadata;
          const key = {
            name: readSpec(object).providerConfigRef.name,
            ...(kind.kind === PROVIDER_CONFIG.kind && namespace !== undefined
              ? { namespace }
              : {}),
          };
          return uses(object, key) ? [key] : [];
        },
      },
    ],
    reconcile: async (key, config) => {
      if (!config) return;
      const users = (await client.list(OBJECT)).filter(object =>
        uses(object, key),
      ).length;
      await account(client, config, users);
    },
  });
}

async function account(
  client: ClusterClient,
  config: KubernetesObject,
  users: number,
): Promise<void> {
  if (config.metadata.deletionTimestamp && users === 0) {
    await removeFinalizer(client, config, FINALIZER);
    return;
  }
  if (config.metadata.deletionTimestamp) {
    await client.recordEvent(config, {
      type: 'Warning',
      reason: 'UsageAccounting',
      message: 'Blocking deletion while usages still exist',
      source: `providerconfig/${config.kind.toLowerCase()}.kubernetes.m.crossplane.io`,
    });
  } else {
    await addFinalizer(client, config, FINALIZER);
  }
  await client.patchStatus(refOf(config), { users });
}
