import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ResourceType } from '../resource-api';
import { forbiddenValue, type Cause } from '../schema/cause';
import { validate } from '../schema/validate';
import { checkRules } from '../schema/validation-rules';
import { invalid } from '../status-errors';
import { kindRules } from './kind-rules';
import { validateMetadata } from './metadata-validation';

/** Throws a 422 with everything that is wrong with an object. */
export function validateObject(
  type: ResourceType,
  object: KubernetesObject,
  old: KubernetesObject | undefined,
): void {
  const causes = [
    ...validateMetadata(type, object),
    ...(old ? transitionCauses(object, old) : []),
    ...(kindRules(type).validate?.(object, old) ?? []),
    ...schemaCauses(type, object, old),
  ];
  if (causes.length > 0) throw invalid(type, object.metadata.name, causes);
}

/** The rules run only on a value of the right shape, as in API servers. */
function schemaCauses(
  { schema }: ResourceType,
  object: KubernetesObject,
  old: KubernetesObject | undefined,
): Cause[] {
  if (!schema) return [];
  const shape = validate(object, schema, old);
  return shape.length > 0 ? shape : checkRules(object, old, schema);
}

function transitionCauses(
  object: KubernetesObject,
  old: KubernetesObject,
): Cause[] {
  if (old.metadata.deletionTimestamp === undefined) return [];
  const known = old.metadata.finalizers ?? [];
  const added = (object.metadata.finalizers ?? []).filter(
    finalizer => !known.includes(finalizer),
  );
  if (added.length === 0) return [];
  const list = `[]string{${added
    .map(finalizer => JSON.stringify(finalizer))
    .join(', ')}}`;
  return [
    forbiddenValue(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`,
    ),
  ];
}
