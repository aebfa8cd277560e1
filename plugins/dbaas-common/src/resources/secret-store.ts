import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { conditionOf } from './conditions';
import { readGeneric } from './generic';
import {
  fromCondition,
  nameOf,
  notKnownHere,
  readyAsReported,
} from './observation';
import type { ReadContext } from './reader';
import type { Verdict } from './verdict';

const specSchema = z
  .object({
    provider: z.object({ fake: z.unknown().optional() }).optional(),
  })
  .catch({});

const statusSchema = z
  .object({ capabilities: z.string().optional().catch(undefined) })
  .catch({});

/** Reads a SecretStore or ClusterSecretStore (External Secrets 2.9). */
export function readSecretStore(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const ready = conditionOf(object, 'Ready');
  if (!ready) return readGeneric(object, context);
  if (ready.status === 'False') {
    return fromCondition(ready, {
      state: 'failed',
      code: 'secrets.store-unavailable',
      sentence: `The secret store "${object.metadata.name}" cannot be used.`,
      audience: 'platform',
      nextStep: 'Check the address and the login of the secret store.',
    });
  }
  if (ready.status !== 'True') return notKnownHere(object, ready);
  if (ready.reason === 'ValidationUnknown') {
    return fromCondition(ready, {
      state: 'unknown',
      sentence: `Whether the secret store "${object.metadata.name}" works could not be checked.`,
      audience: 'platform',
      nextStep:
        'Look at what uses the secret store: that shows whether it works.',
    });
  }
  if (specSchema.parse(object.spec ?? {}).provider?.fake !== undefined) {
    return fromCondition(ready, {
      state: 'unknown',
      sentence: `The secret store "${object.metadata.name}" is a stand-in for tests: that it is valid proves nothing.`,
      audience: 'platform',
      nextStep: 'Use a real secret store where it matters.',
    });
  }
  // Ready with another reason is ready all the same, but tells nothing of the login.
  if (ready.reason !== 'Valid') return readyAsReported(object, ready);
  const { capabilities } = statusSchema.parse(object.status ?? {});
  return fromCondition(ready, {
    state: 'healthy',
    sentence: `${nameOf(object)} accepts the login${
      capabilities === 'ReadOnly' ? ', for reading only' : ''
    }.`,
  });
}
