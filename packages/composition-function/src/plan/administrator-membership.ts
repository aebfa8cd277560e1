import type { Layer } from '@backstage-dbaas/plugin-dbaas-common';
import type { Context } from '../context';
import { gate, type Need } from '../resources/gates';
import type { PlannedResource } from '../resources/planned-resource';
import { sqlResource } from '../resources/sql-resource';

/** A role of the server that is to own something. */
export interface OwningRole {
  /** Name of the Role within the composition. */
  resource: string;
  /** Name inside PostgreSQL. */
  name: string;
  layer: Layer;
  /** Parts of the names of its objects after the name of the claim. */
  nameParts: string[];
  /** Such as `the owner of database "orders"`. */
  described: string;
}

const membershipResource = (resource: string) => `${resource}/administrator`;

/**
 * Makes the administrator a member of a role. PostgreSQL lets nobody but a superuser
 * give something to a role without being its member, not even to a role of one's own
 * making (since 16; crossplane-contrib/provider-sql#164). The membership goes with the
 * role: until then it is what lets the administrator drop what the role owns.
 */
export function planAdministratorMembership(
  { claim, observed, placement, access }: Context,
  role: OwningRole,
): PlannedResource[] {
  if (placement.administratorIsSuperuser || !access.known) return [];
  return [
    {
      name: membershipResource(role.resource),
      layer: role.layer,
      object: sqlResource(claim, {
        kind: 'Grant',
        layer: role.layer,
        nameParts: [...role.nameParts, 'administrator'],
        forProvider: {
          role: access.administrator.username,
          memberOf: role.name,
        },
        keepOnDelete: true,
      }),
      gate: () => gate(observed.usable(role.resource, role.described)),
    },
  ];
}

/** What waits for a role that is to own it. */
export function owningRoleNeeds(
  { observed, placement }: Context,
  { resource, described }: Pick<OwningRole, 'resource' | 'described'>,
): Need[] {
  return [
    observed.usable(resource, described),
    ...(placement.administratorIsSuperuser
      ? []
      : [observed.usable(membershipResource(resource), described)]),
  ];
}
