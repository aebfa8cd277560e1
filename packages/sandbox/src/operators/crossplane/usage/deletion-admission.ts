import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { refOf } from '../../../controllers/object-ref';
import { StatusError } from '../../../kubernetes/cluster-client';
import { InProcessClusterClient } from '../../../kubernetes/in-process-cluster-client';
import type {
  DeleteAdmission,
  ResourceApi,
} from '../../../kubernetes/resource-api';
import { FIELD_MANAGER, IN_USE_LABEL } from '../kinds';
import { readUsage, usagesOf } from './usage';

/** Annotation of a used object: the propagation policy of a deletion that was refused. */
export const DELETION_ATTEMPT_ANNOTATION =
  'usage.crossplane.io/deletion-attempt-with-policy';
const WEBHOOK = 'nousages.protection.crossplane.io';

/**
 * Refuses to delete what is in use, as Crossplane's webhook does (2.3,
 * webhook/protection/usage). Its configuration is part of the cluster and says that
 * nothing in use is deleted while Crossplane does not run.
 */
export function refuseDeletesInUse(api: ResourceApi): DeleteAdmission {
  const client = new InProcessClusterClient(api, FIELD_MANAGER);
  return async (object, { propagationPolicy = 'Background' }) => {
    const { labels, annotations } = object.metadata;
    if (labels?.[IN_USE_LABEL] !== 'true') return;
    const usages = await usagesOf(client, object);
    if (usages.length === 0) return;
    if (annotations?.[DELETION_ATTEMPT_ANNOTATION] !== propagationPolicy) {
      await client.patch(refOf(object), {
        metadata: {
          annotations: { [DELETION_ATTEMPT_ANNOTATION]: propagationPolicy },
        },
      });
    }
    const message = inUseMessage(usages);
    throw new StatusError(
      409,
      message,
      `admission webhook "${WEBHOOK}" denied the request: ${message}`,
    );
  };
}

function inUseMessage(usages: readonly KubernetesObject[]): string {
  const [first] = usages;
  const { by, reason } = readUsage(first);
  const { name, namespace } = first.metadata;
  const id =
    namespace === undefined
      ? `"${name}"`
      : `"${name}" (in namespace "${namespace}")`;
  const start = `This resource is in-use by ${usages.length} usage(s), including the *v1beta1.${first.kind} ${id}`;
  if (by) return `${start} by resource ${by.kind}/${by.resourceRef?.name}.`;
  return reason ? `${start} with reason: "${reason}".` : `${start}.`;
}
