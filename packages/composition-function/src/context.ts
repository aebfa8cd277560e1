import type { ManagedDatabase } from '@backstage-dbaas/plugin-dbaas-common';
import type { Placement } from './placements/placement';
import type { RequiredObjects, ServerAccess } from './placements/server-access';
import type { DatabaseRequest } from './plan/retained-databases';
import type { RolePasswords } from './plan/role-passwords';
import type { ObservedResources } from './resources/observed-resources';
import type { Settings } from './settings';

/** Everything that decides what one claim is made of. */
export interface Context {
  claim: ManagedDatabase;
  placement: Placement;
  settings: Settings;
  observed: ObservedResources;
  /** Whether everything has been ready at some time. */
  wasReady: boolean;
  /** The requested databases and those that deletion protection keeps. */
  databases: readonly DatabaseRequest[];
  access: ServerAccess;
  /** What Crossplane read for the function. */
  required: RequiredObjects;
  /** By name of the Role within the composition. */
  passwords: ReadonlyMap<string, RolePasswords>;
}
