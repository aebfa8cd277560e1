import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ResourceType, Subresource } from '../resource-api';
import { isObject } from '../schema/json-schema';
import { validate, type Cause } from '../schema/validate';
import { checkRules } from '../schema/validation-rules';
import { invalid } from '../status-errors';
import { kindRules } from './kind-rules';
import { validateMetadata } from './metadata-validation';

/** Throws a 422 with everything that is wrong with an object. */
export function validateObject(
  type: ResourceType,
  object: KubernetesObject,
  old: KubernetesObject | undefined,
  subresource?: Subresource,
): void {
  const causes = [
    ...validateMetadata(type, object),
    ...(old ? transitionCauses(object, old) : []),
    ...(kindRules(type).validate?.(object, old) ?? []),
    ...schemaCauses(type, object, old, subresource),
  ];
  if (causes.length > 0) throw invalid(type, object.metadata.name, causes);
}

/** The rules run only on a value of the right shape, as in API servers. */
function schemaCauses(
  { schema }: ResourceType,
  object: KubernetesObject,
  old: KubernetesObject | undefined,
  subresource: Subresource | undefined,
): Cause[] {
  if (!schema) return [];
  const selected = subresource === 'status' ? pickStatus(object) : object;
  const shape = validate(
    selected,
    subresource === 'status' ? { ...schema, required: [] } : schema,
  );
  return shape.length > 0 ? shape : checkRules(object, old, schema);
}

function pickStatus({ apiVersion, kind, metadata, status }: KubernetesObject) {
  return {
    apiVersion,
    kind,
    metadata,
    ...(isObject(status) ? { status } : {}),
  };
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
    {
      reason: 'FieldValueForbidden',
      field: 'metadata.finalizers',
      message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${list}`,
    },
  ];
}
