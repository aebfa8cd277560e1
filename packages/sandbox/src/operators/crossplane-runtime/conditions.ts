import type { Condition } from '../conditions';

/** Conditions that Crossplane sets itself; a composition function cannot (crossplane-runtime 2.3). */
const SYSTEM_CONDITIONS = [
  'Ready',
  'Synced',
  'Healthy',
  'UpToDate',
  'Responsive',
];

/** True for a condition type that only Crossplane sets. */
export function isSystemCondition(type: string): boolean {
  return SYSTEM_CONDITIONS.includes(type);
}

/** The resource can be used. */
export function available(): Condition {
  return { type: 'Ready', status: 'True', reason: 'Available' };
}

/** The resource cannot be used yet. */
export function creating(message?: string): Condition {
  return withMessage(
    { type: 'Ready', status: 'False', reason: 'Creating' },
    message,
  );
}

/** The resource cannot be used any more. */
export function deleting(): Condition {
  return { type: 'Ready', status: 'False', reason: 'Deleting' };
}

/** The resource exists and cannot be used. */
export function unavailable(message?: string): Condition {
  return withMessage(
    { type: 'Ready', status: 'False', reason: 'Unavailable' },
    message,
  );
}

/** The last reconcile did what was asked for. */
export function reconcileSuccess(): Condition {
  return { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' };
}

/** The last reconcile failed. */
export function reconcileError(message: string): Condition {
  return { type: 'Synced', status: 'False', reason: 'ReconcileError', message };
}

/** Nothing is reconciled, on request. */
export function reconcilePaused(message: string): Condition {
  return {
    type: 'Synced',
    status: 'False',
    reason: 'ReconcilePaused',
    message,
  };
}

/** A condition with the generation that it is about. */
export function observedAt(
  condition: Condition,
  generation: number | undefined,
): Condition {
  return generation === undefined
    ? condition
    : { ...condition, observedGeneration: generation };
}

/**
 * The conditions with some of them set. Unlike Kubernetes' own conditions, the time
 * moves with every change, also of reason or message (crossplane-runtime 2.3,
 * ConditionedStatus.SetConditions).
 */
export function setConditions(
  conditions: readonly Condition[],
  next: readonly Condition[],
  now: string,
): Condition[] {
  return next.reduce<Condition[]>(
    (all, condition) => setCondition(all, condition, now),
    [...conditions],
  );
}

function setCondition(
  conditions: Condition[],
  next: Condition,
  now: string,
): Condition[] {
  const index = conditions.findIndex(({ type }) => type === next.type);
  if (index < 0) return [...conditions, { ...next, lastTransitionTime: now }];
  if (isSame(conditions[index], next)) return conditions;
  return conditions.with(index, { ...next, lastTransitionTime: now });
}

const COMPARED = ['status', 'reason', 'message', 'observedGeneration'] as const;

function isSame(left: Condition, right: Condition): boolean {
  return COMPARED.every(key => (left[key] ?? '') === (right[key] ?? ''));
}

function withMessage(
  condition: Condition,
  message: string | undefined,
): Condition {
  return message === undefined ? condition : { ...condition, message };
}
