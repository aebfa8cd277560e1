import {
  findPlan,
  unknownPlanMessage,
  type KubernetesObject,
  type ManagedDatabase,
  type Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Problem } from '../claim/problem';
import type { Settings } from '../settings';
import type { OfferedPlans } from '../shared-plans';
import { awsPlacement } from './aws';
import { azurePlacement } from './azure';
import type { CloudClaim } from './cloud-request';
import { cnpgPlacement } from './cnpg';
import { externalPlacement } from './external';
import { googlePlacement } from './google';
import type { Placement } from './placement';

/** Where the server of a claim is, and how large it is when the platform makes it. */
export interface ChosenPlacement {
  placement: Placement;
  plan?: Plan;
  /** About the plans of the platform, not about the claim. */
  warnings: readonly string[];
}

/** What there is of the platform when a claim is read. */
export interface Platform {
  settings: Settings;
  offered: OfferedPlans;
  /** The server of the claim as it is, if there is one. */
  server?: KubernetesObject;
}

/** The placement that a claim names, or why there is none. */
export function choosePlacement(
  claim: ManagedDatabase,
  { settings, offered, server }: Platform,
): ChosenPlacement | Problem[] {
  const { spec } = claim;
  if (spec.external)
    return { placement: externalPlacement(claim, spec.external), warnings: [] };
  if (!offered.ok) return offered.problems;
  const { plans, warnings } = offered;
  const name = spec.plan ?? '';
  const plan = findPlan(plans, name);
  if (!plan)
    return [{ path: 'spec.plan', message: unknownPlanMessage(plans, name) }];
  const placement = madeServer({ claim, plan, plans, server }, settings);
  return Array.isArray(placement) ? placement : { placement, plan, warnings };
}

function madeServer(
  asked: CloudClaim,
  settings: Settings,
): Placement | Problem[] {
  const { claim, plan } = asked;
  switch (claim.spec.placement) {
    case 'cnpg':
      return cnpgPlacement(claim, plan, settings);
    case 'aws':
      return settings.aws
        ? awsPlacement(asked, settings.aws)
        : [notSetUp(claim)];
    case 'azure':
      return settings.azure
        ? azurePlacement(asked, settings.azure)
        : [notSetUp(claim)];
    case 'google':
      return settings.google
        ? googlePlacement(asked, settings.google)
        : [notSetUp(claim)];
    default:
      return [notSetUp(claim)];
  }
}

function notSetUp({ spec: { placement } }: ManagedDatabase): Problem {
  return {
    path: 'spec.placement',
    message: `Servers cannot be made at "${placement}" by the Composition of this claim: its settings have no "${placement}". Select the Composition for it with spec.crossplane.compositionSelector.matchLabels "dbaas.dev/placement: ${placement}", or ask the platform team to set it up.`,
  };
}
