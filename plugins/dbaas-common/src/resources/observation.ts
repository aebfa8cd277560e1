import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { changedAt } from './change-time';
import {
  conditionEvidence,
  conditionOf,
  conditionsOf,
  observedGenerationOf,
  type Condition,
} from './conditions';
import { explainError, SERVER_RULES } from './error-rules';
import type { ObservedWarning, ReadContext } from './reader';
import {
  DELETION_SECONDS,
  FIRST_STATUS_SECONDS,
  hasAge,
  isOlderThan,
  PICK_UP_SECONDS,
  SETTLING_SECONDS,
} from './timing';
import type { Verdict } from './verdict';

/** How a person calls an object: its kind and name. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}

/** A verdict that rests on one condition. Its raw message goes to the details. */
export function fromCondition(
  condition: Condition,
  verdict: Omit<Verdict, 'reason' | 'evidence'> &
    Partial<Pick<Verdict, 'reason' | 'evidence'>>,
): Verdict {
  return {
    reason: condition.reason ?? condition.type,
    evidence: [conditionEvidence(condition)],
    since: condition.lastTransitionTime,
    ...(condition.message && { details: redactMessage(condition.message) }),
    ...verdict,
  };
}

/** Clocks of controllers differ by as much. */
const CLOCK_SKEW_SECONDS = 60;

/**
 * The newest warning about an object that can be the cause of what a condition says.
 * Events that repeat are counted in one, which is kept for an hour after its last
 * time: it may be about a problem that is over, and another cause has come since.
 */
export function currentWarning(
  object: KubernetesObject,
  { lastTransitionTime }: Condition,
  context: ReadContext,
): ObservedWarning | undefined {
  const warning = context.latestWarning?.(object);
  if (!warning?.at || !lastTransitionTime) return warning;
  const lead = (Date.parse(lastTransitionTime) - Date.parse(warning.at)) / 1000;
  return lead > CLOCK_SKEW_SECONDS ? undefined : warning;
}

/** The verdict on an object that is being deleted; undefined when it is not. */
export function readDeletion(
  object: KubernetesObject,
  context: ReadContext,
): Verdict | undefined {
  const { deletionTimestamp, finalizers = [] } = object.metadata;
  if (!deletionTimestamp) return undefined;
  const held = finalizers.join(', ');
  const { message } = deletionError(object) ?? {};
  const base = {
    evidence: [
      { path: 'metadata.deletionTimestamp', value: deletionTimestamp },
      { path: 'metadata.finalizers', value: held || 'none' },
    ],
    since: deletionTimestamp,
    ...(message && { details: redactMessage(message) }),
  };
  const inUse = explainError(message, SERVER_RULES);
  const patience =
    inUse?.rule.audience === 'you' ? SETTLING_SECONDS : DELETION_SECONDS;
  if (!isOlderThan(deletionTimestamp, patience, context)) {
    return {
      ...base,
      state: 'deleting',
      reason: 'Deleting',
      sentence: `${nameOf(object)} is being deleted.`,
    };
  }
  return {
    ...base,
    state: 'degraded',
    reason: 'DeletionBlocked',
    code: 'kubernetes.deletion-blocked',
    sentence: `${nameOf(object)} cannot be deleted: ${
      inUse?.sentence ??
      `finalizer ${held || 'of an unknown controller'} is not removed.`
    }`,
    audience: inUse?.rule.audience ?? 'platform',
    nextStep:
      inUse?.rule.nextStep ??
      'Find out why its controller cannot finish the deletion.',
  };
}

/** What keeps Crossplane from deleting it outside, as far as it says so. */
function deletionError(object: KubernetesObject): Condition | undefined {
  const synced = conditionOf(object, 'Synced');
  return synced?.status === 'False' ? synced : undefined;
}

/**
 * The verdict on an object whose latest change its controller has not seen yet;
 * undefined when it has, or when nobody can tell.
 */
export function readPendingChange(
  object: KubernetesObject,
  context: ReadContext,
  observedGeneration = observedGenerationOf(object),
): Verdict | undefined {
  const { generation } = object.metadata;
  if (generation === undefined || observedGeneration === undefined) {
    return undefined;
  }
  if (observedGeneration >= generation) return undefined;
  const since = changedAt(object);
  const overdue = isOlderThan(since, PICK_UP_SECONDS, context);
  const common = {
    evidence: [
      { path: 'metadata.generation', value: String(generation) },
      { path: 'observedGeneration', value: String(observedGeneration) },
    ],
    since,
    stale: true,
  };
  return overdue
    ? {
        ...common,
        state: 'degraded',
        reason: 'ChangeNotPickedUp',
        code: 'kubernetes.change-not-picked-up',
        sentence: `The last change of ${nameOf(
          object,
        )} has not been picked up. Its controller may not be running.`,
        audience: 'platform',
        nextStep: 'Check that the controller of this kind runs.',
      }
    : {
        ...common,
        state: 'progressing',
        reason: 'ChangeNotPickedUp',
        sentence: `The last change of ${nameOf(
          object,
        )} has not been picked up yet.`,
        audience: 'wait',
      };
}

/**
 * The verdict on an object that says something of itself which nobody here knows, as
 * a newer version of its operator may: neither good nor bad can be concluded from it.
 */
export function notKnownHere(
  object: KubernetesObject,
  condition: Condition,
  subject = nameOf(object),
): Verdict {
  const { type, status, reason } = condition;
  return fromCondition(condition, {
    state: 'unknown',
    sentence: `${subject} reports ${type} ${status}${
      reason ? ` with reason "${redactMessage(reason, 100)}"` : ''
    }, which is not known here.`,
    audience: 'platform',
    nextStep: `Look at the conditions of ${nameOf(
      object,
    )}; a newer version of its operator may mean something new by them.`,
  });
}

/** The verdict on a new object of which nothing is said yet but what was tried. */
export function justBegun(
  object: KubernetesObject,
  subject = nameOf(object),
): Verdict {
  return {
    state: 'progressing',
    reason: 'Creating',
    sentence: `${subject} is being created.`,
    evidence: [{ path: 'status.conditions[Ready]', value: 'missing' }],
    since: object.metadata.creationTimestamp,
    audience: 'wait',
  };
}

/** The verdict on an object that is ready for a reason which nobody here knows. */
export function readyAsReported(
  object: KubernetesObject,
  ready: Condition,
): Verdict {
  return fromCondition(ready, {
    state: 'healthy',
    sentence: `${nameOf(object)} reports that it is ready, with reason "${
      ready.reason ? redactMessage(ready.reason, 100) : 'none'
    }", which is not known here.`,
  });
}

/** The verdict on an object that has no conditions; undefined when it has some. */
export function readMissingStatus(
  object: KubernetesObject,
  context: ReadContext,
): Verdict | undefined {
  if (conditionsOf(object).length > 0) return undefined;
  return noStatus(object, context);
}

/** The verdict on an object of which its controller has not said anything. */
function noStatus(object: KubernetesObject, context: ReadContext): Verdict {
  const old = hasAge(object, FIRST_STATUS_SECONDS, context);
  const common = {
    reason: 'NoStatus',
    evidence: [{ path: 'status.conditions', value: 'missing' }],
    since: object.metadata.creationTimestamp,
  };
  return old
    ? {
        ...common,
        state: 'unknown',
        code: 'kubernetes.no-status',
        sentence: `No controller has said anything about ${nameOf(
          object,
        )} yet.`,
        audience: 'platform',
        nextStep: 'Check that the controller of this kind runs.',
      }
    : {
        ...common,
        state: 'progressing',
        sentence: `${nameOf(object)} was just created.`,
        audience: 'wait',
      };
}
