import type { Config } from '@backstage/config';
import type { GroupKind } from '@backstage-dbaas/plugin-dbaas-common';
import type { Inventory } from '../inventory/inventory';
import type { Fleet } from '../watch/fleet';
import { configuredOffers } from './configured-offers';
import { OfferedPlacements } from './offered-placements';
import { OfferedPlans } from './offered-plans';
import { PlatformObjects } from './platform-objects';

/** What can be asked for in the platform clusters. */
export interface Offers {
  plans: OfferedPlans;
  placements: OfferedPlacements;
}

/** Puts the offers together. Throws for a configuration that is not valid. */
export function createOffers({
  config,
  ...watched
}: {
  config: Config;
  inventory: Inventory;
  fleet: Fleet;
  claims: readonly GroupKind[];
}): Offers {
  const { plans, placements } = configuredOffers(config);
  const objects = new PlatformObjects(watched);
  return {
    plans: new OfferedPlans(objects, plans),
    placements: new OfferedPlacements(objects, placements),
  };
}
