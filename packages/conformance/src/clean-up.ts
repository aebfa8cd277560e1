import { DATABASE_LABEL } from '@backstage-dbaas/plugin-dbaas-common';
import type { Cluster } from './environment/cluster';
import type { Trial } from './trial';

/** Kinds that a claim is made of. Those that a cluster does not serve are not there. */
const COMPOSED_KINDS: Record<'platform' | 'apps', [string, string][]> = {
  platform: [
    ['v1', 'Secret'],
    ['postgresql.cnpg.io/v1', 'Cluster'],
    ['postgresql.sql.m.crossplane.io/v1alpha1', 'ProviderConfig'],
    ['postgresql.sql.m.crossplane.io/v1alpha1', 'Database'],
    ['postgresql.sql.m.crossplane.io/v1alpha1', 'Role'],
    ['postgresql.sql.m.crossplane.io/v1alpha1', 'Grant'],
    ['kubernetes.m.crossplane.io/v1alpha1', 'Object'],
    ['external-secrets.io/v1alpha1', 'PushSecret'],
    ['external-secrets.io/v1', 'ExternalSecret'],
    ['db.atlasgo.io/v1alpha1', 'AtlasSchema'],
    ['db.atlasgo.io/v1alpha1', 'AtlasMigration'],
    ['protection.crossplane.io/v1beta1', 'Usage'],
  ],
  apps: [
    ['v1', 'Secret'],
    ['external-secrets.io/v1', 'ExternalSecret'],
    ['dapr.io/v1alpha1', 'Component'],
  ],
};

/** Deletes the claim and the namespaces. */
export async function removeTrial(trial: Trial): Promise<void> {
  await removeClaim(trial);
  for (const cluster of [trial.platform, trial.apps]) {
    await cluster.delete({
      apiVersion: 'v1',
      kind: 'Namespace',
      name: trial.namespace,
    });
  }
}

/** Deletes the claim the way a person does, and waits for what it was made of to go. */
export async function removeClaim(trial: Trial): Promise<void> {
  const { platform, claimRef } = trial;
  const claim = await platform.get(claimRef);
  if (claim && !claim.metadata.deletionTimestamp) {
    await trial.claim({ deletionProtection: false });
    await trial.until('the deletion to be allowed', async () => {
      await platform.delete(claimRef);
      return true;
    });
  }
  await trial.until(
    'the claim to be gone',
    async () => (await platform.get(claimRef)) === undefined,
  );
  await trial.until('what it was made of to be gone', async () => {
    const left = await leftovers(trial);
    if (left.length > 0) throw new Error(`There is still ${left.join(', ')}`);
    return true;
  });
}

/** Objects of the trial's claim that are still there, on both clusters. */
export async function leftovers(trial: Trial): Promise<string[]> {
  const labelSelector = `${DATABASE_LABEL}=${trial.namespace}.${trial.claimRef.name}`;
  const found = await Promise.all([
    labelled(trial.platform, COMPOSED_KINDS.platform, labelSelector),
    labelled(trial.apps, COMPOSED_KINDS.apps, labelSelector),
  ]);
  return found.flat();
}

async function labelled(
  cluster: Cluster,
  kinds: readonly [apiVersion: string, kind: string][],
  labelSelector: string,
): Promise<string[]> {
  const found: string[] = [];
  for (const [apiVersion, kind] of kinds) {
    if (!(await cluster.serves({ apiVersion, kind }))) continue;
    const objects = await cluster.list({ apiVersion, kind }, { labelSelector });
    found.push(
      ...objects.map(
        ({ metadata }) =>
          `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
      ),
    );
  }
  return found;
}
