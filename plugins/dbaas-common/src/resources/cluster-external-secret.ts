import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { conditionOf } from './conditions';
import { readGeneric } from './generic';
import { fromCondition, nameOf, notKnownHere } from './observation';
import type { ReadContext } from './reader';
import type { Verdict } from './verdict';

/** Where a ClusterExternalSecret or ClusterPushSecret could not make its object, and why. */
const failureSchema = z.object({
  namespace: z.string(),
  reason: z.string().optional(),
});

const statusSchema = z
  .object({
    failedNamespaces: z
      .array(failureSchema.optional().catch(undefined))
      .optional()
      .catch(undefined),
    provisionedNamespaces: z.array(z.string()).optional().catch(undefined),
  })
  .catch({});

/**
 * Reads a ClusterExternalSecret or ClusterPushSecret (External Secrets 2.9). It makes
 * objects in many namespaces and says only whether it could make them; how each of
 * them fares, they say themselves.
 */
export function readClusterwide(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const ready = conditionOf(object, 'Ready');
  if (!ready) return readGeneric(object, context);
  const status = statusSchema.parse(object.status ?? {});
  const provisioned = status.provisionedNamespaces ?? [];
  const failed = (status.failedNamespaces ?? []).filter(
    failure => failure !== undefined,
  );
  const evidence = [
    {
      path: 'status.provisionedNamespaces',
      value: provisioned.join(', ') || 'none',
    },
    ...failed.map(({ namespace, reason }) => ({
      path: `status.failedNamespaces[${namespace}]`,
      value: redactMessage(reason ?? 'no reason given', 300),
    })),
  ];
  if (failed.length > 0 || ready.status === 'False') {
    const names = failed.map(({ namespace }) => namespace).join(', ');
    return fromCondition(ready, {
      state: provisioned.length > 0 ? 'degraded' : 'failed',
      code: 'secrets.namespaces-failed',
      sentence: `${nameOf(object)} could not be set up in ${
        names ? `namespace ${names}` : 'any namespace'
      }.`,
      audience: 'platform',
      nextStep:
        'Look for an object of the same name there that somebody else made.',
      evidence,
    });
  }
  if (ready.status !== 'True') return notKnownHere(object, ready);
  if (provisioned.length === 0) {
    return fromCondition(ready, {
      state: 'unknown',
      code: 'secrets.no-namespace',
      sentence: `${nameOf(object)} is meant for no namespace that exists.`,
      audience: 'platform',
      nextStep: 'Check the namespaces that it selects.',
      evidence,
    });
  }
  return fromCondition(ready, {
    state: 'healthy',
    sentence: `${nameOf(object)} is set up in ${provisioned.length} namespace${
      provisioned.length === 1 ? '' : 's'
    }.`,
    evidence,
  });
}
