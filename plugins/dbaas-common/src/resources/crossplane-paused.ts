import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import type { Condition } from './conditions';
import { nameOf } from './observation';
import type { Verdict } from './verdict';

const PAUSED = 'crossplane.io/paused';

const policiesSchema = z
  .object({ managementPolicies: z.array(z.string()).optional() })
  .catch({});

/** The field that pauses an object, if one does. Crossplane takes the exact text `true` only. */
export function pausedBy({
  metadata,
  spec,
}: KubernetesObject): string | undefined {
  if (metadata.annotations?.[PAUSED] === 'true') {
    return `metadata.annotations[${PAUSED}]`;
  }
  const { managementPolicies } = policiesSchema.parse(spec ?? {});
  return managementPolicies?.length === 0
    ? 'spec.managementPolicies'
    : undefined;
}

/** The verdict on a paused object: whatever else its status says is from before. */
export function readPaused(
  object: KubernetesObject,
  synced: Condition | undefined,
): Verdict {
  const field = pausedBy(object);
  const since =
    synced?.reason === 'ReconcilePaused'
      ? synced.lastTransitionTime
      : undefined;
  return {
    state: 'paused',
    reason: 'ReconcilePaused',
    code: 'crossplane.paused',
    sentence: `${nameOf(object)} is paused on purpose${
      since ? `; its status is from ${since}` : ''
    }.`,
    audience: 'platform',
    nextStep: `Remove the annotation ${PAUSED} to resume.`,
    evidence: [
      field
        ? { path: field, value: field.startsWith('spec') ? '[]' : 'true' }
        : { path: 'status.conditions[Synced]', value: 'ReconcilePaused' },
    ],
    since,
    stale: true,
  };
}
