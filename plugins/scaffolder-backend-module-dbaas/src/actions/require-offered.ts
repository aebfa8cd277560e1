import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  findPlan,
  offerFor,
  offerProblems,
  unknownPlanMessage,
  type ManagedDatabaseSpec,
  type Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { DbaasService } from '@backstage-dbaas/plugin-dbaas-node';
import { refuse } from './refuse';

interface RequestedIn {
  dbaas: Pick<DbaasService, 'plans' | 'placements'>;
  credentials: BackstageCredentials;
  /** The platform cluster that the claim is for. */
  cluster: string;
  operation: 'create' | 'change';
}

/**
 * Refuses what the platform does not offer. A server that is there already may be at a
 * place that is offered no more, so a change is compared with the plans alone.
 *
 * @returns the plan; none for a server that the platform does not make
 */
export async function requireOffered(
  spec: ManagedDatabaseSpec,
  requested: RequestedIn,
): Promise<Plan | undefined> {
  const { plan: name } = spec;
  const plans = name === undefined ? [] : await plansOf(requested);
  if (requested.operation === 'create') {
    const placements = await placementsOf(requested);
    const problems = offerProblems(spec, { plans, placements });
    if (problems.length > 0) throw refuse(problems);
  }
  if (name === undefined) return undefined;
  const plan = findPlan(plans, name);
  if (plan) return plan;
  const message = unknownPlanMessage(plans, name);
  throw refuse([{ path: 'spec.plan', message }]);
}

async function plansOf({ dbaas, credentials, cluster }: RequestedIn) {
  const offers = await dbaas.plans({ credentials });
  return known(offers, cluster, 'The plans').plans;
}

async function placementsOf({ dbaas, credentials, cluster }: RequestedIn) {
  const offers = await dbaas.placements({ credentials });
  return known(offers, cluster, 'The placements').placements;
}

/** What a cluster offers, when it is known. */
function known<T extends { cluster: string; problem?: string }>(
  offers: readonly T[],
  cluster: string,
  what: string,
): T {
  const offer = offerFor(offers, cluster);
  if (offer && offer.problem === undefined) return offer;
  throw new InputError(
    `${what} on offer in cluster "${cluster}" are not known. ${
      offer?.problem ??
      'Backstage reads no cluster of this name where databases can be asked for.'
    }`,
  );
}
