import {
  DEFAULT_PLANS,
  readSharedPlans,
  SHARED_PLANS,
  type Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Problem } from './claim/problem';
import type { RequiredObjects, Requirement } from './placements/server-access';

const PLANS = 'plans';
const OBJECT = `${SHARED_PLANS.kind} "${SHARED_PLANS.name}"`;

/** What the function asks Crossplane for, to know the plans. */
export const PLANS_REQUIREMENT: Readonly<Record<string, Requirement>> = {
  [PLANS]: {
    apiVersion: SHARED_PLANS.apiVersion,
    kind: SHARED_PLANS.kind,
    matchName: SHARED_PLANS.name,
  },
};

/** The plans that claims choose from, or why there are none. */
export type OfferedPlans =
  | {
      ok: true;
      plans: readonly Plan[];
      /** What the platform team should know of it. */
      warnings: readonly string[];
    }
  | { ok: false; problems: Problem[] };

/** Whether Crossplane has looked for the plans; it answers with nothing where they are not. */
export function hasAskedForPlans(required: RequiredObjects): boolean {
  return required.has(PLANS);
}

/** The plans of the platform, and the usual ones where it says nothing of them. */
export function offeredPlans(required: RequiredObjects): OfferedPlans {
  const [object] = required.get(PLANS) ?? [];
  if (!object)
    return {
      ok: true,
      plans: DEFAULT_PLANS,
      warnings: [
        `There is no ${OBJECT}, so the usual plans are used: ${DEFAULT_PLANS.map(
          ({ name }) => name,
        ).join(', ')}. The platform team applies it with platform/base.`,
      ],
    };
  const read = readSharedPlans(object);
  if (read.ok) return { ok: true, plans: read.value, warnings: [] };
  return {
    ok: false,
    problems: read.errors.map(({ path, message }) => ({
      path: `${path} of ${OBJECT}`,
      message: `${message} The platform team has to correct it.`,
    })),
  };
}
