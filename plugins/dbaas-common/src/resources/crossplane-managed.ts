import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { conditionOf, type Condition } from './conditions';
import { pausedBy, readPaused } from './crossplane-paused';
import {
  COMMON_RULES,
  explainError,
  type ErrorRule,
  type ExplainedError,
} from './error-rules';
import { readGeneric } from './generic';
import {
  fromCondition,
  justBegun,
  nameOf,
  notKnownHere,
  readMissingStatus,
  readPendingChange,
} from './observation';
import type { ReadContext } from './reader';
import {
  DEFAULT_BUILD_SECONDS,
  hasAge,
  isOlderThan,
  SETTLING_SECONDS,
} from './timing';
import type { Verdict } from './verdict';

const LOOK_AT_PROVIDER =
  'Look at the thing itself where it is made, and at the log of the provider.';

const READ_MESSAGE =
  'Read what the provider says in the details; it tries again by itself.';

/** What is particular to some kinds of managed resources. */
export interface ManagedResourceOptions {
  /** A database server: when it cannot be reached, nothing works. */
  server?: boolean;
  /** How a person calls it, such as `Database "orders"`. */
  subject?: string;
  /** What errors of the kind mean, before the common ones. */
  rules?: readonly ErrorRule[];
}

/**
 * Reads a managed resource (Crossplane 2.3): `Ready` says whether it can be used,
 * `Synced` whether it is as asked for. Neither is enough alone.
 */
export function readManagedResource(
  object: KubernetesObject,
  context: ReadContext,
  options: ManagedResourceOptions = {},
): Verdict {
  const subject = options.subject ?? nameOf(object);
  const ready = conditionOf(object, 'Ready');
  const synced = conditionOf(object, 'Synced');
  if (pausedBy(object) || synced?.reason === 'ReconcilePaused') {
    return readPaused(object, synced);
  }
  const early =
    readMissingStatus(object, context) ??
    readPendingChange(object, context, synced?.observedGeneration);
  if (early) return early;
  if (synced?.status === 'False') {
    return readUnsynced({ object, ready, synced, context, subject, options });
  }
  return (
    readAsyncOperation(object, subject) ??
    readDrift(object, subject) ??
    readReadiness({ object, ready, context, subject, options })
  );
}

interface Observed {
  object: KubernetesObject;
  ready: Condition | undefined;
  context: ReadContext;
  subject: string;
  options: ManagedResourceOptions;
}

interface Unsynced extends Observed {
  synced: Condition;
}

function readUnsynced(unsynced: Unsynced): Verdict {
  const { synced, ready, subject, options } = unsynced;
  const explained = explainError(synced.message, [
    ...(options.rules ?? []),
    ...COMMON_RULES,
  ]);
  const details = {
    code: explained?.rule.code ?? 'crossplane.reconcile-error',
    sentence: explained
      ? `${subject}: ${explained.sentence}`
      : `${subject} cannot be brought to what was asked for.`,
    audience: explained?.rule.audience ?? ('platform' as const),
    nextStep: explained?.rule.nextStep ?? READ_MESSAGE,
  };
  if (ready?.status === 'True') {
    const unreachable =
      options.server && /connect failed/.test(synced.message ?? '');
    return fromCondition(synced, {
      ...details,
      state: unreachable ? 'failed' : 'degraded',
      stale: true,
    });
  }
  if (mayPass(unsynced, explained)) {
    return fromCondition(synced, {
      state: 'progressing',
      sentence: explained?.rule.transient
        ? details.sentence
        : `${subject} is being created.`,
      audience: 'wait',
    });
  }
  return fromCondition(synced, { ...details, state: 'failed' });
}

/** Errors are normal while a thing and those it needs are made at the same time. */
function mayPass(
  { object, synced, context }: Unsynced,
  explained: ExplainedError | undefined,
): boolean {
  if (explained?.rule.code === 'crossplane.creation-unclear') return false;
  if (explained?.rule.transient) {
    const budget = context.buildBudgetSeconds ?? DEFAULT_BUILD_SECONDS;
    return context.serverBuilding === true || !hasAge(object, budget, context);
  }
  return !isOlderThan(synced.lastTransitionTime, SETTLING_SECONDS, context);
}

/** Upjet providers work in the background; a later read can hide that the work failed. */
function readAsyncOperation(
  object: KubernetesObject,
  subject: string,
): Verdict | undefined {
  const last = conditionOf(object, 'LastAsyncOperation');
  if (last?.status !== 'False') return undefined;
  const explained = explainError(last.message);
  const usable = conditionOf(object, 'Ready')?.status === 'True';
  return fromCondition(last, {
    state: usable ? 'degraded' : 'failed',
    code: explained?.rule.code ?? 'crossplane.async-operation-failed',
    sentence: explained
      ? `${subject}: ${explained.sentence}`
      : `The provider could not change ${subject}.`,
    audience: explained?.rule.audience ?? 'platform',
    nextStep: explained?.rule.nextStep ?? READ_MESSAGE,
  });
}

function readDrift(
  object: KubernetesObject,
  subject: string,
): Verdict | undefined {
  const upToDate = conditionOf(object, 'UpToDate');
  if (upToDate?.status !== 'False') return undefined;
  return fromCondition(upToDate, {
    state: 'degraded',
    code: 'crossplane.drift',
    sentence: `${subject} is not as it was asked for.`,
    audience: 'platform',
    nextStep:
      'Find out who changed it outside of Git. The provider changes it back only where its management policies let it.',
  });
}

function readReadiness(observed: Observed): Verdict {
  const { object, ready, context, subject } = observed;
  if (!ready) {
    return hasAge(object, SETTLING_SECONDS, context)
      ? readGeneric(object, context)
      : justBegun(object, subject);
  }
  if (ready.status === 'True') {
    return fromCondition(ready, {
      state: 'healthy',
      sentence: `${subject} is ready.`,
    });
  }
  if (ready.status === 'Unknown') {
    return fromCondition(ready, {
      state: 'unknown',
      sentence: `The provider does not know how ${subject} is.`,
      audience: 'platform',
      nextStep: LOOK_AT_PROVIDER,
    });
  }
  return readNotReady(ready, observed);
}

function readNotReady(
  ready: Condition,
  { object, subject, options }: Observed,
): Verdict {
  switch (ready.reason) {
    case 'Unavailable':
      return fromCondition(ready, {
        state: options.server ? 'failed' : 'degraded',
        code: 'crossplane.unavailable',
        sentence: `${subject} is not available.`,
        audience: 'platform',
        nextStep: LOOK_AT_PROVIDER,
      });
    case 'Deleting':
      return fromCondition(ready, {
        state: 'deleting',
        sentence: `${subject} is being deleted.`,
        audience: 'wait',
      });
    case 'Creating':
    case undefined:
      return fromCondition(ready, {
        state: 'progressing',
        sentence: `${subject} is being created.`,
        audience: 'wait',
      });
    default:
      return notKnownHere(object, ready, subject);
  }
}
