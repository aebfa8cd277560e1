import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { Context } from '../context';
import { databaseResource } from './databases';
import { gate } from '../resources/gates';
import type { PlannedResource } from '../resources/planned-resource';
import { protectionUsage } from '../resources/usage';

const PROTECTED =
  'Deletion protection is on. Set spec.deletionProtection to false first.';
const NOT_YET =
  'Deletion protection is being taken off the server. Try again in some minutes.';

/** Name of the Usage that protects a resource, within the composition. */
export const protectionResource = (resource: string) =>
  `protection/${resource}`;

/**
 * While protection is on nobody can delete the claim or one of its databases,
 * neither with kubectl nor by taking the claim out of Git: the API server refuses
 * because of a Usage. Switching protection off leaves the Usages out, Crossplane
 * removes them, and the deletion works. The one of the claim stays until the server
 * would not refuse its own deletion any more.
 */
export function planDeletionProtection(
  context: Context,
  planned: readonly PlannedResource[],
): PlannedResource[] {
  const { claim, databases, observed, placement, required } = context;
  if (!claim.spec.deletionProtection) {
    return placement.refusesDeletion(observed, required)
      ? [protect(context, 'claim', claim, NOT_YET)]
      : [];
  }
  const protectedDatabases = new Set(
    databases.map(database => databaseResource(database.name)),
  );
  return [
    protect(context, 'claim', claim, PROTECTED),
    ...planned
      .filter(({ name }) => protectedDatabases.has(name))
      .map(({ name, object }) => protect(context, name, object, PROTECTED)),
  ];
}

function protect(
  { claim, observed }: Context,
  name: string,
  object: KubernetesObject,
  reason: string,
): PlannedResource {
  const isClaim = object === claim;
  return {
    name: protectionResource(name),
    layer: 'server',
    object: protectionUsage(claim, protectionResource(name), object, reason),
    gate: () => (isClaim ? gate() : gate(observed.exists(name, name))),
  };
}
