import {
  managedDatabaseSchema,
  type ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import {
  choosePlacement,
  type ChosenPlacement,
  type Platform,
} from '../placements/choose-placement';
import { databaseLabel } from '../resources/planned-resource';
import type { Problem } from './problem';

const MAX_LABEL_VALUE = 63;

/** A claim that can be composed, or why it cannot. */
export type ParsedClaim =
  | ({ ok: true; claim: ManagedDatabase } & ChosenPlacement)
  | { ok: false; problems: Problem[] };

/** Reads a claim. It finds everything that is wrong, not just the first. */
export function parseClaim(object: unknown, platform: Platform): ParsedClaim {
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
  const chosen = choosePlacement(claim, platform);
  const problems = [
    ...('placement' in chosen ? [] : chosen),
    ...nameProblems(claim),
    ...targetProblems(claim),
  ];
  if (!('placement' in chosen) || problems.length > 0)
    return { ok: false, problems };
  return { ok: true, claim, ...chosen };
}

function nameProblems(claim: ManagedDatabase): Problem[] {
  const label = databaseLabel(claim);
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
