import {
  DEFAULT_PLANS,
  readOnce,
  readSharedPlans,
  SHARED_PLANS,
  type Plan,
  type PlanOffer,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { PlatformObjects } from './platform-objects';

/** Every description of a database service asks for the plans. */
const sharedPlansIn = readOnce(readSharedPlans);

/**
 * The plans of each platform cluster: those of the configuration, or else those that the
 * composition function goes by there.
 */
export class OfferedPlans {
  constructor(
    private readonly objects: PlatformObjects,
    private readonly configured?: readonly Plan[],
  ) {}

  all(): PlanOffer[] {
    return this.objects.clusters().map(cluster => this.of(cluster));
  }

  /** The plans of a cluster, the usual ones while they are not known. */
  known(cluster: string): readonly Plan[] {
    const { plans } = this.of(cluster);
    return plans.length > 0 ? plans : DEFAULT_PLANS;
  }

  of(cluster: string): PlanOffer {
    if (this.configured)
      return { cluster, source: 'configuration', plans: [...this.configured] };
    const sight = this.objects.see(cluster, SHARED_PLANS);
    if (!sight.known) return { cluster, plans: [], problem: sight.problem };
    if (!sight.object)
      return { cluster, source: 'usual', plans: [...DEFAULT_PLANS] };
    const read = sharedPlansIn(sight.object);
    if (read.ok) return { cluster, source: 'cluster', plans: read.value };
    const errors = read.errors.map(
      ({ path, message }) => `${path}: ${message}`,
    );
    return {
      cluster,
      plans: [],
      problem: `${SHARED_PLANS.kind} "${
        SHARED_PLANS.name
      }" of cluster "${cluster}" is not valid. ${errors.join(
        ' ',
      )} The platform team has to correct it.`,
    };
  }
}
