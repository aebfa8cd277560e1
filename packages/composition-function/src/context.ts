import type {
  ManagedDatabase,
  Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ObservedResources } from './resources/observed-resources';
import type { DatabaseRequest } from './plan/retained-databases';
import type { ServerAccess } from './plan/server-access';
import type { Settings } from './settings';

/** Everything that decides what one claim is made of. */
export interface Context {
  claim: ManagedDatabase;
  plan: Plan;
  settings: Settings;
  observed: ObservedResources;
  /** Whether everything has been ready at some time. */
  wasReady: boolean;
  /** The requested databases and those that deletion protection keeps. */
  databases: readonly DatabaseRequest[];
  access: ServerAccess;
}
