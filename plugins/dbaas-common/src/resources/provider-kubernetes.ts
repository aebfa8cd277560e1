import { z } from 'zod';
import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '../kubernetes/kubernetes-object';
import { readOnce } from '../kubernetes/read-once';
import { conditionOf } from './conditions';
import { readManagedResource } from './crossplane-managed';
import { REMOTE_CLUSTER_RULES } from './error-rules';
import { nameOf } from './observation';
import type { ReadContext, ReadResource, ResourceReader } from './reader';
import { isUsable, type Verdict } from './verdict';

/** provider-kubernetes 1.2: cluster-scoped and namespaced Objects. */
export const PROVIDER_KUBERNETES_GROUPS = [
  'kubernetes.crossplane.io',
  'kubernetes.m.crossplane.io',
] as const;

const objectSpecSchema = z
  .object({
    providerConfigRef: z.object({ name: z.string() }).optional(),
    readiness: z
      .object({ policy: z.string().optional() })
      .optional()
      .catch(undefined),
    forProvider: z
      .object({ manifest: kubernetesObjectSchema.optional().catch(undefined) })
      .optional()
      .catch(undefined),
  })
  .catch({});

const objectStatusSchema = z
  .object({
    atProvider: z
      .object({ manifest: kubernetesObjectSchema.optional().catch(undefined) })
      .optional()
      .catch(undefined),
  })
  .catch({});

/** An object in another cluster that an Object stands for. @public */
export interface CarriedObject {
  /** What should be there. */
  desired?: KubernetesObject;
  /** What Crossplane last saw there, with its status. */
  observed?: KubernetesObject;
  /** Name of the ProviderConfig, by which the cluster is known. */
  providerConfig?: string;
}

/**
 * The remote object of an Object (`spec.forProvider.manifest`, `status.atProvider.manifest`).
 *
 * @public
 */
export const carriedObject = readOnce(
  (object: KubernetesObject): CarriedObject => {
    const spec = objectSpecSchema.parse(object.spec ?? {});
    const status = objectStatusSchema.parse(object.status ?? {});
    return {
      desired: spec.forProvider?.manifest,
      observed: status.atProvider?.manifest,
      providerConfig: spec.providerConfigRef?.name,
    };
  },
);

/** Whether an object is one that carries another. */
export function isCarrier(group: string, kind: string): boolean {
  return (
    kind === 'Object' &&
    PROVIDER_KUBERNETES_GROUPS.some(candidate => candidate === group)
  );
}

/** Reads an Object alone, without the object that it carries. */
export function readCarrier(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const { observed, desired } = carriedObject(object);
  const inner = observed ?? desired;
  const verdict = readManagedResource(object, context, {
    subject: inner
      ? `The copy of ${nameOf(inner)} in its cluster`
      : nameOf(object),
    rules: REMOTE_CLUSTER_RULES,
  });
  if (isMisjudged(object, verdict)) {
    const { code, audience, nextStep, ...rest } = verdict;
    return {
      ...rest,
      state: 'healthy',
      sentence: `${nameOf(inner ?? object)} is in its cluster.`,
    };
  }
  // From here nobody can tell how things are there: that is not the same as broken.
  return verdict.code === 'cluster.unreachable'
    ? { ...verdict, state: 'unknown', stale: true }
    : verdict;
}

/**
 * With policy AllTrue an Object is never ready around something with a condition that is
 * good when it is False, such as `Stalled`. What it carries is read with knowledge of it.
 */
function isMisjudged(object: KubernetesObject, verdict: Verdict): boolean {
  const { readiness } = objectSpecSchema.parse(object.spec ?? {});
  return (
    readiness?.policy === 'AllTrue' &&
    carriedObject(object).observed !== undefined &&
    conditionOf(object, 'Synced')?.status === 'True' &&
    (verdict.state === 'degraded' || verdict.state === 'progressing') &&
    verdict.reason === conditionOf(object, 'Ready')?.reason
  );
}

/**
 * An Object is ready by default as soon as its manifest was accepted
 * (`spec.readiness.policy: SuccessfulCreate`), so the object that it carries is read
 * as well, as Crossplane last saw it.
 */
function readObject(
  object: KubernetesObject,
  context: ReadContext,
  readResource: ReadResource,
): Verdict {
  const own = readCarrier(object, context);
  if (own.state !== 'healthy' && own.state !== 'degraded') return own;
  const { desired, observed } = carriedObject(object);
  const remote = desired ? nameOf(desired) : 'the remote object';
  if (!observed) {
    return {
      state: 'progressing',
      reason: 'NotObserved',
      sentence: `Crossplane has not seen ${remote} in its cluster yet.`,
      evidence: [{ path: 'status.atProvider.manifest', value: 'missing' }],
      since: own.since,
      audience: 'wait',
    };
  }
  const carried = readResource(observed, remoteContext(context));
  if (own.state === 'degraded' && isUsable(carried)) return own;
  return {
    ...carried,
    evidence: carried.evidence.map(({ path, value }) => ({
      path: `status.atProvider.manifest.${path}`,
      value,
    })),
  };
}

/** Objects of this cluster say nothing about those of the other one. */
function remoteContext({ lookup, latestWarning, ...rest }: ReadContext) {
  return rest;
}

/** @internal */
export const providerKubernetesReaders: readonly ResourceReader[] = [
  { groups: PROVIDER_KUBERNETES_GROUPS, kinds: ['Object'], read: readObject },
];
