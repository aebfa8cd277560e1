import { z } from 'zod';
import {
  groupOf,
  type KubernetesObject,
} from '../kubernetes/kubernetes-object';
import { conditionOf, conditionsOf, type Condition } from './conditions';
import { readManagedResource } from './crossplane-managed';
import { pausedBy, readPaused } from './crossplane-paused';
import { explainError } from './error-rules';
import { readGeneric } from './generic';
import {
  fromCondition,
  justBegun,
  nameOf,
  notKnownHere,
  readMissingStatus,
  readPendingChange,
} from './observation';
import type { ReadContext, ReadResource, ResourceReader } from './reader';
import { readSilent } from './silent';
import { DEFAULT_BUILD_SECONDS, hasAge, SETTLING_SECONDS } from './timing';
import type { Verdict } from './verdict';

const referenceSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
});

/** How Crossplane 2.3 marks its kinds: no common group, but fields of its own. */
const shapeSchema = z
  .object({
    /** Composite resources of Crossplane 2. */
    crossplane: z.object({}).optional().catch(undefined),
    /** Composite resources in the form of Crossplane 1. */
    resourceRefs: z.array(z.unknown()).optional().catch(undefined),
    claimRef: z.object({}).optional().catch(undefined),
    /** Claims. */
    compositeDeletePolicy: z.string().optional().catch(undefined),
    resourceRef: referenceSchema.optional().catch(undefined),
    compositionRef: z.object({}).optional().catch(undefined),
    /** Managed resources. */
    forProvider: z.object({}).optional().catch(undefined),
  })
  .catch({});

/** Conditions that Crossplane sets itself; others come from the composition. */
const SYSTEM_CONDITIONS = [
  'Ready',
  'Synced',
  'Healthy',
  'UpToDate',
  'Responsive',
];

/**
 * Reads an object of an unknown kind as a claim, composite or managed resource when
 * its fields say that it is one; else undefined.
 */
export function readByShape(
  object: KubernetesObject,
  context: ReadContext,
  readResource: ReadResource,
): Verdict | undefined {
  const shape = shapeSchema.parse(object.spec ?? {});
  if (shape.forProvider) return readManagedResource(object, context);
  if (shape.compositeDeletePolicy ?? shape.resourceRef) {
    return readClaim(object, context, readResource);
  }
  const composite =
    shape.crossplane ??
    shape.resourceRefs ??
    shape.claimRef ??
    shape.compositionRef;
  return composite && readComposite(object, context);
}

/** A claim that waits has the state of its composite resource (Crossplane 1, `spec.resourceRef`). */
function readClaim(
  object: KubernetesObject,
  context: ReadContext,
  readResource: ReadResource,
): Verdict {
  const ready = conditionOf(object, 'Ready');
  const { resourceRef } = shapeSchema.parse(object.spec ?? {});
  if (ready?.status !== 'True' && resourceRef) {
    const { kind, name, namespace } = resourceRef;
    const group = groupOf(resourceRef);
    const found = context.lookup?.({ group, kind, name, namespace });
    if (found?.found === 'yes') return readResource(found.object, context);
  }
  return readComposite(object, context);
}

/** Reads a composite resource, or a claim by the same conditions (Crossplane 2.3). */
export function readComposite(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const missing = readMissingStatus(object, context);
  if (missing) return asNotReconciled(missing);
  const ready = conditionOf(object, 'Ready');
  const synced = conditionOf(object, 'Synced');
  if (pausedBy(object) || synced?.reason === 'ReconcilePaused') {
    return readPaused(object, synced);
  }
  if (synced?.status === 'False') return readUnsynced(object, synced, ready);
  const responsive = conditionOf(object, 'Responsive');
  if (responsive?.status === 'False') {
    return fromCondition(responsive, {
      state: 'degraded',
      code: 'crossplane.circuit-open',
      sentence: `Crossplane looks at ${nameOf(
        object,
      )} rarely, because it changes too often.`,
      audience: 'platform',
      nextStep:
        'Find out which of its parts changes all the time, and what changes it.',
    });
  }
  return (
    readPendingChange(object, context, synced?.observedGeneration) ??
    readFatalFunction(object) ??
    readCompositeReadiness(object, ready, context)
  );
}

function asNotReconciled(missing: Verdict): Verdict {
  return missing.state === 'unknown'
    ? {
        ...missing,
        code: 'crossplane.not-reconciled',
        sentence: 'Crossplane has not looked at the request yet.',
      }
    : missing;
}

function readUnsynced(
  object: KubernetesObject,
  synced: Condition,
  ready: Condition | undefined,
): Verdict {
  const explained = explainError(synced.message);
  // Ready stays as it was when a reconcile fails: true then means usable, not current.
  const usable = ready?.status === 'True';
  return fromCondition(synced, {
    state: usable ? 'degraded' : 'failed',
    code: explained?.rule.code ?? 'crossplane.reconcile-error',
    sentence:
      explained?.sentence ??
      `Crossplane cannot do what ${nameOf(object)} asks for.`,
    audience: explained?.rule.audience ?? 'platform',
    nextStep:
      explained?.rule.nextStep ??
      'Read what Crossplane says in the details; it tries again by itself.',
    stale: usable,
  });
}

/** A pipeline that failed leaves conditions unset: nothing is known then. */
function readFatalFunction(object: KubernetesObject): Verdict | undefined {
  const fatal = conditionsOf(object).find(
    ({ type, status, reason }) =>
      !SYSTEM_CONDITIONS.includes(type) &&
      status === 'Unknown' &&
      reason === 'FatalError',
  );
  return (
    fatal &&
    fromCondition(fatal, {
      state: 'unknown',
      code: 'crossplane.function-failed',
      sentence: 'The composition failed before it could say how the parts are.',
      audience: 'platform',
      nextStep: 'Look at the log of the composition function.',
    })
  );
}

function readCompositeReadiness(
  object: KubernetesObject,
  ready: Condition | undefined,
  context: ReadContext,
): Verdict {
  if (ready?.status === 'True') {
    return fromCondition(ready, {
      state: 'healthy',
      sentence: `All parts of ${nameOf(object)} are ready.`,
    });
  }
  if (!ready) {
    return hasAge(object, SETTLING_SECONDS, context)
      ? readGeneric(object, context)
      : justBegun(object);
  }
  if (ready.status !== 'False' || !isNotReadyYet(ready)) {
    return notKnownHere(object, ready);
  }
  const budget = context.buildBudgetSeconds ?? DEFAULT_BUILD_SECONDS;
  // It falls back to Creating also after it was available, even after a year.
  const late = context.wasReady || hasAge(object, budget, context);
  return fromCondition(ready, {
    state: late ? 'degraded' : 'progressing',
    sentence: late
      ? `Some parts of ${nameOf(object)} are not ready.`
      : `${nameOf(object)} is being created.`,
    ...(late
      ? {
          audience: 'platform' as const,
          nextStep: 'Look at the parts that are not ready.',
        }
      : { audience: 'wait' as const }),
  });
}

/** What Crossplane says of a composite or a claim until all its parts are ready. */
function isNotReadyYet({ reason = 'Creating' }: Condition): boolean {
  return ['Creating', 'Waiting', 'Unavailable', 'Deleting'].includes(reason);
}

/** A Usage only refuses deletions (Crossplane 2.3, `protection.crossplane.io`). */
function readUsage(object: KubernetesObject, context: ReadContext): Verdict {
  const ready = conditionOf(object, 'Ready');
  if (ready?.status === 'False') {
    return fromCondition(ready, {
      state: 'degraded',
      sentence: `${nameOf(object)} does not protect anything yet.`,
      audience: 'platform',
      nextStep: 'Check that what it names in spec.of and spec.by exists.',
    });
  }
  if (ready && ready.status !== 'True') return notKnownHere(object, ready);
  if (!ready) return readSilent(object, context);
  return fromCondition(ready, {
    state: 'healthy',
    sentence: `${nameOf(object)} keeps a part from being deleted too early.`,
  });
}

/** @internal */
export const crossplaneReaders: readonly ResourceReader[] = [
  {
    groups: ['protection.crossplane.io'],
    kinds: ['Usage', 'ClusterUsage'],
    read: readUsage,
  },
  {
    groups: [
      'kubernetes.crossplane.io',
      'kubernetes.m.crossplane.io',
      'aws.upbound.io',
      'aws.m.upbound.io',
      'azure.upbound.io',
      'azure.m.upbound.io',
      'gcp.upbound.io',
      'gcp.m.upbound.io',
    ],
    // They only count who uses them (`status.users`).
    kinds: ['ProviderConfig', 'ClusterProviderConfig'],
    read: readSilent,
  },
  {
    groups: ['dbaas.dev'],
    kinds: ['ManagedDatabase'],
    read: readComposite,
  },
];
