import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Context } from '../context';
import { daprResource, deliveryOf } from './dapr';
import { deliveryResource } from './delivery';
import { gate } from '../resources/gates';
import type { PlannedResource } from '../resources/planned-resource';
import { ADMINISTRATOR_SECRET, PROVIDER_CONFIG } from './provider-config';
import { SERVER } from './server';
import { SQL_API_VERSION } from '../resources/sql-resource';
import { usage } from '../resources/usage';

/**
 * The order of deletion. Without it the server goes first, and everything whose
 * deletion needs a connection to it hangs.
 */
export function planDeletionOrder(
  context: Context,
  planned: readonly PlannedResource[],
): PlannedResource[] {
  const byName = new Map(planned.map(resource => [resource.name, resource]));
  const order = (ofName: string, byResource: string, reason: string) => {
    const of = byName.get(ofName);
    const by = byName.get(byResource);
    return of && by ? [planOrder(context, of, by, reason)] : [];
  };
  return [
    ...planned
      .filter(({ object }) => isDeletedInServer(object))
      .flatMap(({ name }) =>
        order(SERVER, name, 'It is deleted in the server.'),
      ),
    ...[ADMINISTRATOR_SECRET, PROVIDER_CONFIG].flatMap(name =>
      order(name, SERVER, 'What is in the server is deleted with it.'),
    ),
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

const withoutDeleteSchema = z.object({
  spec: z.object({ managementPolicies: z.array(z.string()) }),
});

function isDeletedInServer(object: KubernetesObject): boolean {
  return (
    object.apiVersion === SQL_API_VERSION &&
    object.kind !== 'ProviderConfig' &&
    !withoutDeleteSchema.safeParse(object).success
  );
}

function planOrder(
  { claim, observed }: Context,
  of: PlannedResource,
  by: PlannedResource,
  reason: string,
): PlannedResource {
  return {
    name: `usage/${of.name}/by/${by.name}`,
    layer: of.layer,
    object: usage(claim, of.layer, {
      name: `${of.name}/by/${by.name}`,
      of: of.object,
      by: by.object,
      reason,
    }),
    gate: gate(
      observed.exists(of.name, of.name),
      observed.exists(by.name, by.name),
    ),
  };
}
