import {
  findPlan,
  unknownPlanMessage,
  type ManagedDatabase,
  type Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Problem } from '../claim/problem';
import type { Settings } from '../settings';
import { cnpgPlacement } from './cnpg';
import { externalPlacement } from './external';
import type { Placement } from './placement';

/** Where the server of a claim is, and how large it is when the platform makes it. */
export interface ChosenPlacement {
  placement: Placement;
  plan?: Plan;
}

/** The placement that a claim names, or why there is none. */
export function choosePlacement(
  claim: ManagedDatabase,
  settings: Settings,
): ChosenPlacement | Problem {
  const { spec } = claim;
  if (spec.external)
    return { placement: externalPlacement(claim, spec.external) };
  if (spec.placement !== 'cnpg') {
    return {
      path: 'spec.placement',
      message: `Servers cannot be made at "${spec.placement}" yet. Choose cnpg or external.`,
    };
  }
  const name = spec.plan ?? '';
  const plan = findPlan(settings.plans, name);
  if (!plan) {
    return {
      path: 'spec.plan',
      message: unknownPlanMessage(settings.plans, name),
    };
  }
  return { placement: cnpgPlacement(claim, plan, settings), plan };
}
