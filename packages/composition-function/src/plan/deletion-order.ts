import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { Context } from '../context';
import { daprResource, deliveryOf } from './dapr';
import { deliveryResource } from './delivery';
import type { PlannedResource } from '../resources/planned-resource';
import { ADMINISTRATOR_SECRET } from '../placements/remembered-access';
import { planPasswordOrder } from './passwords';
import { PROVIDER_CONFIG } from './provider-config';
import { SQL_API_VERSION } from '../resources/sql-resource';
import { orderUsage } from '../resources/usage';

/**
 * The order of deletion. Without it the server, or the access to it, goes first, and
 * everything whose deletion needs a connection to it hangs.
 */
export function planDeletionOrder(
  context: Context,
  planned: readonly PlannedResource[],
): PlannedResource[] {
  const byName = new Map(planned.map(resource => [resource.name, resource]));
  const order = (ofName: string, byResource: string, reason: string) => {
    const of = byName.get(ofName);
    const by = byName.get(byResource);
    return of && by ? [orderUsage(context, of, by, reason)] : [];
  };
  const { server, support } = context.placement;
  const last = server ?? PROVIDER_CONFIG;
  const access = server
    ? [ADMINISTRATOR_SECRET, PROVIDER_CONFIG, ...support]
    : [ADMINISTRATOR_SECRET];
  return [
    ...planned
      .filter(({ object }) => isDeletedInServer(object))
      .flatMap(({ name }) => order(last, name, 'It is deleted in the server.')),
    ...access.flatMap(name =>
      order(name, last, 'What is in the server is deleted with it.'),
    ),
    ...planPasswordOrder(context, byName),
    // A component without its Secret keeps every component of its application
    // from loading.
    ...context.claim.spec.dapr.flatMap(component =>
      order(
        deliveryResource(deliveryOf(context.claim, component)),
        daprResource(component),
        'The Dapr component reads this Secret.',
      ),
    ),
  ];
}

function isDeletedInServer({
  apiVersion,
  kind,
  spec,
}: KubernetesObject): boolean {
  return (
    apiVersion === SQL_API_VERSION &&
    kind !== 'ProviderConfig' &&
    !(typeof spec === 'object' && spec !== null && 'managementPolicies' in spec)
  );
}
