import { findPlan, unknownPlanMessage, type Plan } from '../plans/plan';
import type { FieldError } from './manifest';
import { usualRegion, type OfferedPlacement } from './offered-placements';
import type { Placement } from './placement';

/** The fields of a request that name something on offer. @public */
export interface OfferChoices {
  placement: Placement;
  plan?: string;
  region?: string;
}

/**
 * What of a request for a new database service the platform does not offer, in the words
 * of the composition function where it would refuse it.
 *
 * @public
 */
export function offerProblems(
  choices: OfferChoices,
  offered: {
    plans: readonly Plan[];
    placements: readonly OfferedPlacement[];
  },
): FieldError[] {
  const { placement, plan, region } = choices;
  const place = offered.placements.find(({ name }) => name === placement);
  return [
    ...(place
      ? regionProblems(place, region)
      : [placementProblem(placement, offered.placements)]),
    ...(plan === undefined ? [] : planProblems(offered.plans, plan, placement)),
  ];
}

/** Whether servers of a plan are made at a placement. @public */
export function isPlanOfferedAt(
  { machineTypes }: Plan,
  placement: Placement,
): boolean {
  return (
    placement === 'cnpg' ||
    (placement !== 'external' && machineTypes[placement] !== undefined)
  );
}

function placementProblem(
  placement: Placement,
  offered: readonly OfferedPlacement[],
): FieldError {
  return {
    path: 'spec.placement',
    message: `The platform is not set up for placement "${placement}". Choose one of: ${offered
      .map(({ name }) => name)
      .join(', ')}.`,
  };
}

function regionProblems(
  place: OfferedPlacement,
  region: string | undefined,
): FieldError[] {
  const { name, regions } = place;
  const problem = (message: string) => [
    {
      path: 'spec.region',
      message: `${message} Choose one of: ${regions.join(', ')}.`,
    },
  ];
  if (regions.length === 0 || (region && regions.includes(region))) return [];
  if (region)
    return problem(
      `The platform is not set up for region "${region}" of placement "${name}".`,
    );
  return usualRegion(place)
    ? []
    : problem(
        `Say in which region of placement "${name}" the server shall be.`,
      );
}

function planProblems(
  plans: readonly Plan[],
  name: string,
  placement: Placement,
): FieldError[] {
  const plan = findPlan(plans, name);
  if (!plan)
    return [{ path: 'spec.plan', message: unknownPlanMessage(plans, name) }];
  if (isPlanOfferedAt(plan, placement)) return [];
  const others = plans.filter(one => isPlanOfferedAt(one, placement));
  return [
    {
      path: 'spec.plan',
      message: `Plan "${name}" is not offered at placement "${placement}". ${
        others.length > 0
          ? `Choose one of: ${others.map(one => one.name).join(', ')}.`
          : 'No plan is: the platform team has to name a machine type for it.'
      }`,
    },
  ];
}
