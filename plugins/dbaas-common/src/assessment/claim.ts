import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { readOnce } from '../kubernetes/read-once';
import { DEFAULT_PLANS, findPlan, type Plan } from '../plans/plan';
import { MANAGED_DATABASE } from '../request/managed-database';
import { PLACEMENTS } from '../request/placement';
import { conditionOf } from '../resources/conditions';
import { serviceBudgetSeconds } from './time-budgets';

const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item.optional().catch(undefined))
    .catch([])
    .transform(items => items.filter(entry => entry !== undefined));

/** What a claim asks for, read with tolerance: it may be of another version than ours. */
const claimSpecSchema = z.object({
  placement: z.enum(PLACEMENTS).optional().catch(undefined),
  version: z.string().optional().catch(undefined),
  plan: z.string().optional().catch(undefined),
  highAvailability: z.boolean().optional().catch(undefined),
  backup: z.object({}).optional().catch(undefined),
  databases: list(z.object({ name: z.string() })),
  users: list(
    z.object({ name: z.string(), access: z.array(z.unknown()).catch([]) }),
  ),
  schema: list(z.object({ database: z.string() })),
  delivery: list(
    z.object({
      cluster: z.string(),
      namespace: z.string(),
      user: z.string(),
      database: z.string(),
      secretName: z.string(),
    }),
  ),
  dapr: list(
    z.object({
      name: z.string(),
      cluster: z.string(),
      namespace: z.string(),
      scopes: z.array(z.string()).catch([]),
    }),
  ),
});

/** @internal */
export type ClaimSpec = z.infer<typeof claimSpecSchema>;

/** What a ManagedDatabase asks for; undefined for claims of other kinds. */
export const claimSpecOf = readOnce(
  (object: KubernetesObject): ClaimSpec | undefined => {
    const { kind, apiVersion } = object;
    const isOurs =
      kind === MANAGED_DATABASE.kind &&
      apiVersion.startsWith(`${MANAGED_DATABASE.group}/`);
    return isOurs ? claimSpecSchema.safeParse(object.spec).data : undefined;
  },
);

const statusSchema = z
  .object({ phase: z.string().optional().catch(undefined) })
  .catch({});

/** Phases that a claim reaches only after it was ready once. */
const PHASES_AFTER_READY = ['Ready', 'Updating'];

/** Whether the claim itself tells that it has been ready. */
export function tellsItWasReady(object: KubernetesObject): boolean {
  const { phase } = statusSchema.parse(object.status ?? {});
  return (
    conditionOf(object, 'Ready')?.status === 'True' ||
    (phase !== undefined && PHASES_AFTER_READY.includes(phase))
  );
}

/** How long the first build of a claim normally takes. */
export function buildBudgetOf(
  object: KubernetesObject,
  plans: readonly Plan[] = DEFAULT_PLANS,
): number {
  const { placement, plan, highAvailability } = claimSpecOf(object) ?? {};
  return serviceBudgetSeconds({
    placement,
    highAvailability,
    plan: plan === undefined ? undefined : findPlan(plans, plan),
  });
}
