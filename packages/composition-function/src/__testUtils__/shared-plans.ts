import { SHARED_PLANS } from '@backstage-dbaas/plugin-dbaas-common';
import type { RequiredObjects } from '../placements/server-access';

/** What Crossplane finds when the function asks for the plans. */
export function sharedPlans(plans: unknown): RequiredObjects {
  const { apiVersion, kind, name } = SHARED_PLANS;
  return new Map([
    ['plans', [{ apiVersion, kind, metadata: { name }, data: { plans } }]],
  ]);
}
