import { join } from 'node:path';
import { applyFile, applyObject } from '../bootstrap';
import type { ClusterClient } from '../kubernetes/cluster-client';
import { REPOSITORY_ROOT } from '../package-root';

const DIRECTORY = join(REPOSITORY_ROOT, 'examples', 'orders-api');

/** The program behind the image of the sample application. */
export const SAMPLE_IMAGES: ReadonlyMap<string, string> = new Map([
  ['ghcr.io/acme/orders-api', DIRECTORY],
]);

/** Deploys the sample application, both ways, from the manifests that a real cluster gets. */
export async function deploySampleApplication(
  client: ClusterClient,
): Promise<void> {
  // The GitOps repository has the namespace, too, and may come later.
  await applyObject(client, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'orders' },
  });
  for (const file of ['with-secret.yaml', 'with-dapr.yaml'])
    await applyFile(client, join(DIRECTORY, 'kubernetes', file));
}
