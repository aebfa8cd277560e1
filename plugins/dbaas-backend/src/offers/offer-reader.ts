import type {
  PlacementOffer,
  PlanOffer,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Caller } from '../permissions/caller';
import type { ServiceAccess } from '../permissions/service-access';
import type { VisibleServices } from '../permissions/visible-services';
import type { OfferedPlacements } from './offered-placements';
import type { OfferedPlans } from './offered-plans';

/** Tells those who may ask for database services what they can choose from. */
export class OfferReader {
  constructor(
    private readonly options: {
      access: ServiceAccess;
      visible: VisibleServices;
      plans: OfferedPlans;
      placements: OfferedPlacements;
    },
  ) {}

  async plans(caller: Caller): Promise<PlanOffer[]> {
    await this.#admit(caller);
    return this.options.plans.all();
  }

  async placements(caller: Caller): Promise<PlacementOffer[]> {
    await this.#admit(caller);
    return this.options.placements.all();
  }

  async #admit(caller: Caller): Promise<void> {
    await this.options.access.requireMayRequest(caller);
    await this.options.visible.started();
  }
}
