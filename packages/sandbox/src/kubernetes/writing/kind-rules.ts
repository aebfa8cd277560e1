import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { validateDefinition } from '../custom-resources/definition-validation';
import { isSameJson, isObject } from '../schema/json-schema';
import { forbiddenValue, invalidValue, type Cause } from '../schema/cause';
import type { ResourceType } from '../resource-api';

/** What a built-in kind does beyond the rules that all kinds share. */
export interface KindRules {
  /** Completes an object before it is validated. */
  complete?: (
    object: KubernetesObject,
    old: KubernetesObject | undefined,
  ) => KubernetesObject;
  validate?: (
    object: KubernetesObject,
    old: KubernetesObject | undefined,
  ) => Cause[];
}

const namespaceRules: KindRules = {
  complete: (object, old) => ({
    ...object,
    metadata: {
      ...object.metadata,
      labels: {
        ...object.metadata.labels,
        'kubernetes.io/metadata.name': object.metadata.name,
      },
    },
    ...(old
      ? {}
      : { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }),
  }),
};

const secretRules: KindRules = {
  complete: ({ stringData, ...object }) => {
    const encoded = isObject(stringData)
      ? Object.entries(stringData).map(([key, value]) => [
          key,
          Buffer.from(String(value)).toString('base64'),
        ])
      : [];
    const data = {
      ...(isObject(object.data) ? object.data : {}),
      ...Object.fromEntries(encoded),
    };
    return {
      ...object,
      ...(Object.keys(data).length > 0 ? { data } : {}),
      type: object.type ?? 'Opaque',
    };
  },
  validate: (object, old) => [
    ...keyCauses('data', object.data),
    ...base64Causes(object.data),
    ...(old && old.type !== object.type
      ? [immutable('type', object.type)]
      : []),
    ...immutableCauses(object, old),
  ],
};

const configMapRules: KindRules = {
  validate: (object, old) => [
    ...keyCauses('data', object.data),
    ...immutableCauses(object, old),
  ],
};

const roleBindingRules: KindRules = {
  validate: (object, old) =>
    old && !isSameJson(old.roleRef, object.roleRef)
      ? [invalidValue('roleRef', object.roleRef, 'cannot change roleRef')]
      : [],
};

const RULES: Record<string, KindRules> = {
  'apiextensions.k8s.io/customresourcedefinitions': {
    validate: validateDefinition,
  },
  '/namespaces': namespaceRules,
  '/secrets': secretRules,
  '/configmaps': configMapRules,
  'rbac.authorization.k8s.io/rolebindings': roleBindingRules,
  'rbac.authorization.k8s.io/clusterrolebindings': roleBindingRules,
};

export function kindRules({ group, plural }: ResourceType): KindRules {
  return RULES[`${group}/${plural}`] ?? {};
}

function immutableCauses(
  object: KubernetesObject,
  old: KubernetesObject | undefined,
): Cause[] {
  if (old?.immutable !== true) return [];
  const changed =
    object.immutable !== true || !isSameJson(old.data, object.data);
  return changed
    ? [forbiddenValue('data', 'field is immutable when `immutable` is set')]
    : [];
}

function keyCauses(field: string, data: unknown): Cause[] {
  return Object.keys(isObject(data) ? data : {})
    .filter(key => !/^[-._a-zA-Z0-9]+$/.test(key))
    .map(key =>
      invalidValue(
        `${field}[${key}]`,
        key,
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ),
    );
}

/** The value is left out of the message, since it is a secret. */
function base64Causes(data: unknown): Cause[] {
  return Object.entries(isObject(data) ? data : {})
    .filter(
      ([, value]) =>
        typeof value !== 'string' || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value),
    )
    .map(([key]) => invalidValue(`data[${key}]`, '', 'must be base64'));
}

function immutable(field: string, value: unknown): Cause {
  return invalidValue(field, value, 'field is immutable');
}
