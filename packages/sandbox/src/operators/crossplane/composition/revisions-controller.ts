import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { startController } from '../../../controllers/controller';
import { refOf } from '../../../controllers/object-ref';
import type { ClusterClient } from '../../../kubernetes/cluster-client';
import type { Log } from '../../../log';
import {
  controllerOf,
  controllerReference,
  patchMetadata,
} from '../../crossplane-runtime/metadata';
import {
  COMPOSITION,
  COMPOSITION_HASH_LABEL,
  COMPOSITION_NAME_LABEL,
  COMPOSITION_REVISION,
} from '../kinds';
import {
  compositionHash,
  latestRevision,
  newRevision,
  readRevision,
} from './composition-revision';

const EVENT_SOURCE = 'revisions/composition.apiextensions.crossplane.io';

/** Keeps a CompositionRevision for each content that a Composition has had. */
export function startRevisionsController(
  client: ClusterClient,
  log: Log,
): () => Promise<void> {
  return startController({
    name: 'crossplane/compositions',
    client,
    log,
    for: COMPOSITION,
    watches: [
      {
        client,
        kind: COMPOSITION_REVISION,
        map: revision => {
          const owner = controllerOf(revision);
          return owner?.kind === COMPOSITION.kind ? [{ name: owner.name }] : [];
        },
      },
    ],
    reconcile: async (_key, composition) => {
      if (composition && !composition.metadata.deletionTimestamp)
        await revise(client, composition);
    },
  });
}

async function revise(
  client: ClusterClient,
  composition: KubernetesObject,
): Promise<void> {
  const revisions = await client.list(COMPOSITION_REVISION, {
    labelSelector: `${COMPOSITION_NAME_LABEL}=${composition.metadata.name}`,
  });
  for (const revision of revisions) await adopt(client, composition, revision);
  const latest = latestRevision(composition, revisions);
  const number = latest ? readRevision(latest).revision : 0;
  const current = revisions.find(
    ({ metadata }) =>
      metadata.labels?.[COMPOSITION_HASH_LABEL] ===
      compositionHash(composition),
  );
  if (!current) {
    await client.create(newRevision(composition, number + 1));
    await client.recordEvent(composition, {
      type: 'Normal',
      reason: 'CreateRevision',
      message: 'Created new revision',
      source: EVENT_SOURCE,
    });
  } else if (readRevision(current).revision < number) {
    // The Composition is again what it was before: that revision becomes the latest.
    await client.patch(refOf(current), { spec: { revision: number + 1 } });
  }
}

/** A revision that came back from a backup has lost its owner. */
async function adopt(
  client: ClusterClient,
  composition: KubernetesObject,
  revision: KubernetesObject,
): Promise<void> {
  if (controllerOf(revision)) return;
  await patchMetadata(client, revision, {
    ownerReferences: [controllerReference(composition)],
  });
}
