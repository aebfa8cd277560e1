import {
  findPlan,
  unknownPlanMessage,
  type KubernetesObject,
  type ManagedDatabase,
  type Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Problem } from '../claim/problem';
import type { Settings } from '../settings';
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
}

/**
 * The placement that a claim names, or why there is none.
 *
 * @param server - the server as it is, if there is one
 */
export function choosePlacement(
  claim: ManagedDatabase,
  settings: Settings,
  server: KubernetesObject | undefined,
): ChosenPlacement | Problem[] {
  const { spec } = claim;
  if (spec.external)
    return { placement: externalPlacement(claim, spec.external) };
  const { plans } = settings;
  const name = spec.plan ?? '';
  const plan = findPlan(plans, name);
  if (!plan)
    return [{ path: 'spec.plan', message: unknownPlanMessage(plans, name) }];
  const placement = madeServer({ claim, plan, plans, server }, settings);
  return Array.isArray(placement) ? placement : { placement, plan };
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
