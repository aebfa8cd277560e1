import type { ClusterClient } from '../../kubernetes/cluster-client';
import { secretData } from '../kubernetes-secret';
import type { ManagedResource } from './managed-resource';
import { SECRET } from './sql-group';

const SECRET_TYPE = 'connection.crossplane.io/v1alpha1';

/**
 * Writes connection details to the Secret that a managed resource names. Keys that
 * are there already and not among the details stay. A Secret of somebody else is
 * an error.
 */
export async function publishConnectionDetails(
  client: ClusterClient,
  { ref, uid, connectionSecret }: ManagedResource,
  details: Record<string, string>,
): Promise<void> {
  if (!connectionSecret) return;
  const secretRef = { ...SECRET, ...connectionSecret };
  const existing = await client.get(secretRef);
  if (!existing) {
    await client.create({
      ...SECRET,
      type: SECRET_TYPE,
      metadata: {
        ...connectionSecret,
        ownerReferences: [
          {
            apiVersion: ref.apiVersion,
            kind: ref.kind,
            name: ref.name,
            uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      data: secretData(details),
    });
    return;
  }
  const controller = existing.metadata.ownerReferences?.find(
    owner => owner.controller,
  );
  if (controller?.uid !== uid) {
    throw new Error(
      'cannot create or update connection secret: existing secret is not controlled by this managed resource',
    );
  }
  if (Object.keys(details).length > 0) {
    await client.patch(secretRef, { data: secretData(details) });
  }
}
