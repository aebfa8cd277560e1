import type { ClusterClient } from '../../kubernetes/cluster-client';
import type { ConnectionDetails } from './external-resource';
import type { ManagedResource } from './managed-resource';
import { controllerOf, controllerReference } from './metadata';

const SECRET = { apiVersion: 'v1', kind: 'Secret' } as const;
/** Type of connection Secrets (crossplane-runtime 2.3, resource.SecretTypeConnection). */
const CONNECTION_SECRET = 'connection.crossplane.io/v1alpha1';

/**
 * Writes connection details to the Secret that a managed resource names. Other keys
 * of the Secret stay; a Secret of somebody else is an error.
 */
export async function publishConnectionDetails(
  client: ClusterClient,
  { object, uid, connectionSecret }: ManagedResource,
  details: ConnectionDetails,
): Promise<void> {
  if (!connectionSecret) return;
  const ref = { ...SECRET, ...connectionSecret };
  const data = Object.fromEntries(
    Object.entries(details).map(([key, value]) => [
      key,
      value.toString('base64'),
    ]),
  );
  const existing = await client.get(ref);
  if (!existing) {
    const metadata = {
      ...connectionSecret,
      ownerReferences: [controllerReference(object)],
    };
    await client.create({ ...SECRET, type: CONNECTION_SECRET, metadata, data });
  } else if (controllerOf(existing)?.uid !== uid) {
    throw new Error(
      'cannot create or update connection secret: existing secret is not controlled by this managed resource',
    );
  } else {
    await client.patch(ref, { data });
  }
}
