import { z } from 'zod';

const conditionSchema = z.looseObject({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().optional(),
});

/** An entry of `status.conditions`. */
export type Condition = z.infer<typeof conditionSchema>;

const statusSchema = z.object({
  conditions: z.array(conditionSchema).default([]),
});

/** The conditions of an object; none when it has no status yet. */
export function conditionsOf(object: { status?: unknown }): Condition[] {
  return statusSchema.parse(object.status ?? {}).conditions;
}

/**
 * The conditions with one of them set, in their order. As in Kubernetes, the
 * transition time moves only when the status does, not when reason or message change.
 */
export function withCondition(
  conditions: readonly Condition[],
  next: Condition,
  now: string,
): Condition[] {
  const index = conditions.findIndex(({ type }) => type === next.type);
  if (index < 0) return [...conditions, { ...next, lastTransitionTime: now }];
  const { status, lastTransitionTime = now } = conditions[index];
  return conditions.with(index, {
    ...next,
    lastTransitionTime: status === next.status ? lastTransitionTime : now,
  });
}
