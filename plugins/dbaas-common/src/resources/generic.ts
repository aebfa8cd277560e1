import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { conditionOf, conditionsOf } from './conditions';
import {
  fromCondition,
  nameOf,
  readMissingStatus,
  readPendingChange,
} from './observation';
import type { ReadContext } from './reader';
import type { Verdict } from './verdict';

/** Conditions that say that something is wrong when they are True (kstatus). */
const BAD_WHEN_TRUE = ['Stalled', 'Degraded', 'Failed', 'Drifted'];
/** Conditions that say that all is well when they are True. */
const GOOD_WHEN_TRUE = ['Ready', 'Available', 'Healthy'];

/**
 * Reads an object of a kind that nobody wrote a reader for, by the conventions that
 * most controllers keep. What they do not answer is unknown.
 */
export function readGeneric(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const early =
    readMissingStatus(object, context) ?? readPendingChange(object, context);
  if (early) return early;
  const bad = conditionsOf(object).find(
    ({ type, status }) => BAD_WHEN_TRUE.includes(type) && status === 'True',
  );
  if (bad) {
    return fromCondition(bad, {
      state: 'failed',
      sentence: `${nameOf(object)} reports ${bad.type}.`,
      audience: 'platform',
      nextStep: lookAt(object),
    });
  }
  const good = GOOD_WHEN_TRUE.map(type => conditionOf(object, type)).find(
    condition => condition !== undefined,
  );
  if (good?.status === 'True') {
    return fromCondition(good, {
      state: 'healthy',
      sentence: `${nameOf(object)} is ready.`,
    });
  }
  if (good?.status === 'False') {
    return fromCondition(good, {
      state: 'progressing',
      sentence: `${nameOf(object)} is not ready.`,
      audience: 'wait',
    });
  }
  return {
    state: 'unknown',
    reason: good?.reason ?? 'UnknownStatus',
    sentence: `The status of ${nameOf(object)} cannot be told.`,
    evidence: conditionsOf(object).map(({ type, status }) => ({
      path: `status.conditions[${type}]`,
      value: status,
    })),
    audience: 'platform',
    nextStep: lookAt(object),
  };
}

function lookAt(object: KubernetesObject): string {
  return `Look at the conditions of ${nameOf(
    object,
  )}, and at the log of its controller.`;
}
