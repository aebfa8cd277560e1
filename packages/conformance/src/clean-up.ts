import { DATABASE_LABEL } from '@backstage-dbaas/plugin-dbaas-common';
import type { Cluster, ObjectRef } from './environment/cluster';
import type { Trial } from './trial';

type Kind = Pick<ObjectRef, 'apiVersion' | 'kind'>;

/** Kinds that a claim is made of. Those that a cluster does not serve are not there. */
const COMPOSED_KINDS: readonly Kind[] = [
  ['v1', 'Secret'],
  ['postgresql.cnpg.io/v1', 'Cluster'],
  ['postgresql.cnpg.io/v1', 'ScheduledBackup'],
  ['barmancloud.cnpg.io/v1', 'ObjectStore'],
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
  ['dapr.io/v1alpha1', 'Component'],
].map(([apiVersion, kind]) => ({ apiVersion, kind }));

/** Deletes the claim and the namespaces. */
export async function removeTrial(trial: Trial): Promise<void> {
  await removeClaim(trial);
  for (const cluster of trial.clusters) {
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
  await nothingLeft(trial);
}

/** Looks again only for what was left: once the claim is gone, nothing makes more. */
async function nothingLeft(trial: Trial): Promise<void> {
  let places = placesOf(trial);
  await trial.until('what it was made of to be gone', async () => {
    const found = await Promise.all(
      places.map(async place => ({
        place,
        objects: await labelled(trial, place),
      })),
    );
    const left = found.filter(({ objects }) => objects.length > 0);
    places = left.map(({ place }) => place);
    const objects = left.flatMap(one => one.objects);
    if (objects.length > 0)
      throw new Error(`There is still ${objects.join(', ')}`);
    return true;
  });
}

/** Objects of the trial's claim that are still there, on all clusters. */
export async function leftovers(trial: Trial): Promise<string[]> {
  const found = await Promise.all(
    placesOf(trial).map(place => labelled(trial, place)),
  );
  return found.flat();
}

/** A kind in a cluster. */
interface Place {
  cluster: Cluster;
  kind: Kind;
}

function placesOf({ clusters }: Trial): Place[] {
  return clusters.flatMap(cluster =>
    COMPOSED_KINDS.map(kind => ({ cluster, kind })),
  );
}

async function labelled(
  { namespace, claimRef }: Trial,
  { cluster, kind }: Place,
): Promise<string[]> {
  if (!(await cluster.serves(kind))) return [];
  const objects = await cluster.list(kind, {
    labelSelector: `${DATABASE_LABEL}=${namespace}.${claimRef.name}`,
  });
  return objects.map(
    ({ metadata }) =>
      `${kind.kind} ${metadata.namespace ?? ''}/${metadata.name}`,
  );
}
