import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { conditionOf } from './conditions';
import { fromCondition, nameOf, noStatus } from './observation';
import type { ReadContext } from './reader';
import type { Verdict } from './verdict';

/** AtlasDriftCheck (0.8): `Drifted` True is bad. */
export function readDriftCheck(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const drifted = conditionOf(object, 'Drifted');
  if (!drifted) return noStatus(object, context);
  if (drifted.status === 'False') {
    return fromCondition(drifted, {
      state: 'healthy',
      sentence: 'The database has the schema that was asked for.',
    });
  }
  return fromCondition(drifted, {
    state: drifted.status === 'True' ? 'degraded' : 'unknown',
    code: 'atlas.drift',
    sentence:
      drifted.status === 'True'
        ? 'The database does not have the schema that was asked for.'
        : `${nameOf(object)} could not compare the schemas.`,
    audience: 'you',
    nextStep:
      'Change the schema in the request to what the database has, or have it applied again.',
  });
}
