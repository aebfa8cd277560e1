import type { Condition } from '../../conditions';
import {
  available,
  creating,
  isSystemCondition,
  reconcileError,
  reconcileSuccess,
} from '../../crossplane-runtime/conditions';
import type { Readiness } from '../functions/function-protocol';

/** Messages name this many resources. */
const NAMED_RESOURCES = 3;

/** What became of a composed resource. */
export interface ComposedOutcome {
  name: string;
  /** Its desired state was accepted. */
  synced: boolean;
  ready: boolean;
}

/** The conditions of a composite resource that was composed (Crossplane 2.3, composite/reconciler.go). */
export function composedConditions(
  outcomes: readonly ComposedOutcome[],
  compositeReady: Readiness,
): Condition[] {
  const unsynced = outcomes
    .filter(({ synced }) => !synced)
    .map(({ name }) => name);
  const unready = outcomes
    .filter(({ ready }) => !ready)
    .map(({ name }) => name);
  return [
    unsynced.length > 0
      ? reconcileError(`Unsynced resources: ${firstNames(unsynced)}`)
      : reconcileSuccess(),
    readyCondition(unready, compositeReady),
  ];
}

/**
 * What a pipeline that failed did not get to say is unknown from now on.
 *
 * @param said - the types of conditions that it set before it failed
 */
export function unknownConditions(
  conditions: readonly Condition[],
  said: readonly string[],
): Condition[] {
  return conditions
    .filter(({ type }) => !isSystemCondition(type) && !said.includes(type))
    .map(({ type }) => ({
      type,
      status: 'Unknown',
      reason: 'FatalError',
      message:
        'A fatal error occurred before the status of this condition could be determined.',
    }));
}

/** A function that says so has the last word on the composite resource. */
function readyCondition(
  unready: readonly string[],
  compositeReady: Readiness,
): Condition {
  switch (compositeReady) {
    case 'READY_TRUE':
      return available();
    case 'READY_FALSE':
      return creating();
    default:
      return unready.length > 0
        ? creating(`Unready resources: ${firstNames(unready)}`)
        : available();
  }
}

/** `a, b, c, and 2 more` (crossplane-runtime 2.3, resource.StableNAndSomeMore). */
function firstNames(names: readonly string[]): string {
  const sorted = [...names].sort();
  const rest = sorted.length - NAMED_RESOURCES;
  if (rest > 0)
    return `${sorted.slice(0, NAMED_RESOURCES).join(', ')}, and ${rest} more`;
  if (rest < 0) return sorted.join(', ');
  return `${sorted.slice(0, -1).join(', ')}, and ${
    sorted[NAMED_RESOURCES - 1]
  }`;
}
