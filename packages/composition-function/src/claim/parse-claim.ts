import {
  findPlan,
  managedDatabaseSchema,
  unknownPlanMessage,
  type ManagedDatabase,
  type Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

const MAX_LABEL_VALUE = 63;

/** Something in a claim that must be changed before anything can be made. */
export interface Problem {
  /** Such as `spec.users[0].access[1].database`. */
  path: string;
  message: string;
}

/** A claim that can be composed, or why it cannot. */
export type ParsedClaim =
  | { ok: true; claim: ManagedDatabase; plan: Plan }
  | { ok: false; problems: Problem[] };

/** Reads a claim. It finds everything that is wrong, not just the first. */
export function parseClaim(
  object: unknown,
  plans: readonly Plan[],
): ParsedClaim {
  const parsed = managedDatabaseSchema.safeParse(object);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map(issue => ({
        path: z.core.toDotPath(issue.path),
        message: issue.message,
      })),
    };
  }
  const claim = parsed.data;
  const plan = findPlan(plans, claim.spec.plan);
  const problems = [
    ...(plan
      ? []
      : [
          {
            path: 'spec.plan',
            message: unknownPlanMessage(plans, claim.spec.plan),
          },
        ]),
    ...placementProblems(claim),
    ...nameProblems(claim),
    ...targetProblems(claim),
  ];
  if (!plan || problems.length > 0) return { ok: false, problems };
  return { ok: true, claim, plan };
}

function placementProblems({ spec }: ManagedDatabase): Problem[] {
  if (spec.placement === 'cnpg') return [];
  return [
    {
      path: 'spec.placement',
      message: `Servers cannot be made at "${spec.placement}" yet. Choose cnpg.`,
    },
  ];
}

function nameProblems({ metadata }: ManagedDatabase): Problem[] {
  const label = `${metadata.namespace}.${metadata.name}`;
  if (label.length <= MAX_LABEL_VALUE) return [];
  return [
    {
      path: 'metadata.name',
      message: `Namespace and name together may have ${
        MAX_LABEL_VALUE - 1
      } characters, because both are in a label of every composed object. These have ${
        label.length - 1
      }.`,
    },
  ];
}

/** Two Secrets or two components of one name in one place would overwrite each other. */
function targetProblems({ spec }: ManagedDatabase): Problem[] {
  return [
    ...repeated(
      spec.delivery.map(
        one => `${one.cluster}/${one.namespace}/${one.secretName}`,
      ),
      (index, target) => ({
        path: `spec.delivery[${index}].secretName`,
        message: `Another delivery goes to ${target} already.`,
      }),
    ),
    ...repeated(
      spec.dapr.map(one => `${one.cluster}/${one.namespace}/${one.name}`),
      (index, target) => ({
        path: `spec.dapr[${index}].name`,
        message: `There is already a Dapr component ${target}.`,
      }),
    ),
  ];
}

function repeated(
  keys: string[],
  problem: (index: number, key: string) => Problem,
): Problem[] {
  return keys.flatMap((key, index) =>
    keys.indexOf(key) < index ? [problem(index, key)] : [],
  );
}
