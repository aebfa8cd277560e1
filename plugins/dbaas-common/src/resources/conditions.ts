import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { readOnce } from '../kubernetes/read-once';
import { redactMessage } from '../redaction/redact';
import type { VerdictEvidence } from './verdict';

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().optional(),
  observedGeneration: z.number().optional(),
});

/** One condition in the status of an object. @public */
export type Condition = z.infer<typeof conditionSchema>;

const statusSchema = z
  .object({
    conditions: z.array(conditionSchema.optional().catch(undefined)).catch([]),
    observedGeneration: z.number().optional().catch(undefined),
  })
  .partial()
  .catch({});

const statusOf = readOnce(({ status }: KubernetesObject) => {
  const { conditions = [], observedGeneration } = statusSchema.parse(
    status ?? {},
  );
  return {
    conditions: conditions.filter(condition => condition !== undefined),
    observedGeneration,
  };
});

/** The conditions of an object; entries that are none are left out. */
export function conditionsOf(object: KubernetesObject): readonly Condition[] {
  return statusOf(object).conditions;
}

/** The condition of a type, if the object has it. */
export function conditionOf(
  object: KubernetesObject,
  type: string,
): Condition | undefined {
  return conditionsOf(object).find(condition => condition.type === type);
}

/** `status.observedGeneration`; controllers write -1 for never (controller-runtime kstatus). */
export function observedGenerationOf(
  object: KubernetesObject,
): number | undefined {
  return statusOf(object).observedGeneration;
}

/** What a condition says, as evidence. */
export function conditionEvidence(condition: Condition): VerdictEvidence {
  return {
    path: `status.conditions[${condition.type}]`,
    value: redactMessage(
      [condition.status, condition.reason, condition.message]
        .filter(Boolean)
        .join(': '),
      300,
    ),
  };
}
