import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { conditionOf } from './conditions';
import { readGeneric } from './generic';
import { fromCondition, nameOf } from './observation';
import type { ReadContext } from './reader';
import type { Verdict } from './verdict';

/** AtlasDriftCheck (0.8): `Drifted` True is bad. */
export function readDriftCheck(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const drifted = conditionOf(object, 'Drifted');
  if (!drifted) return readGeneric(object, context);
  if (drifted.status === 'False') {
    return fromCondition(drifted, {
      state: 'healthy',
      sentence: 'The database has the schema that was asked for.',
    });
  }
  if (drifted.status !== 'True') {
    return fromCondition(drifted, {
      state: 'unknown',
      code: 'atlas.drift-unknown',
      sentence: `${nameOf(object)} could not compare the schemas.`,
      audience: 'platform',
      nextStep: 'Look at the log of the Atlas Operator.',
    });
  }
  return fromCondition(drifted, {
    state: 'degraded',
    code: 'atlas.drift',
    sentence: 'The database does not have the schema that was asked for.',
    audience: 'you',
    nextStep:
      'Change the schema in the request to what the database has, or have it applied again.',
  });
}
