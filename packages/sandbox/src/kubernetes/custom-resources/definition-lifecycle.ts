import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { isObject } from '../schema/json-schema';
import type { TypeRegistry } from '../type-registry';
import { definitionSpecSchema, type DefinitionSpec } from './definition';

/** Key of CustomResourceDefinitions in the store. */
export const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';
/** Holds a definition until its objects are gone. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

const conditionSchema = z.looseObject({
  type: z.string(),
  status: z.string(),
  lastTransitionTime: z.string().optional(),
});
type Condition = z.infer<typeof conditionSchema>;
const statusSchema = z.looseObject({
  conditions: z.array(conditionSchema).default([]),
  storedVersions: z.array(z.string()).default([]),
});

/** Fills in the names that a definition leaves out, and its status. */
export function completeDefinition(
  object: KubernetesObject,
  registry: TypeRegistry,
  now: string,
): KubernetesObject {
  const parsed = definitionSpecSchema.safeParse(object.spec);
  if (!parsed.success || !isObject(object.spec)) return object;
  const spec = parsed.data;
  const names = {
    ...(isObject(object.spec.names) ? object.spec.names : {}),
    singular: spec.names.singular ?? spec.names.kind.toLowerCase(),
    listKind: spec.names.listKind ?? `${spec.names.kind}List`,
  };
  const status = statusSchema.safeParse(object.status ?? {});
  const stored = status.success ? status.data.storedVersions : [];
  const storage = spec.versions
    .filter(version => version.storage)
    .map(version => version.name);
  return {
    ...object,
    spec: {
      ...object.spec,
      names,
      conversion: object.spec.conversion ?? { strategy: 'None' },
    },
    status: {
      acceptedNames: names,
      storedVersions: [...new Set([...stored, ...storage])],
      conditions: establishedConditions(
        spec,
        registry,
        status.success ? status.data.conditions : [],
        now,
      ),
    },
  };
}

/** True when the objects of a definition are served. */
export function isEstablished({ status }: KubernetesObject): boolean {
  const parsed = statusSchema.safeParse(status);
  return (
    parsed.success &&
    parsed.data.conditions.some(
      ({ type, status: state }) => type === 'Established' && state === 'True',
    )
  );
}

/** A definition that is being deleted. */
export function markTerminating(
  object: KubernetesObject,
  now: string,
): KubernetesObject {
  const status = isObject(object.status) ? object.status : {};
  const conditions = Array.isArray(status.conditions) ? status.conditions : [];
  const terminating = {
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionPending',
    message:
      'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    lastTransitionTime: now,
  };
  return {
    ...object,
    metadata: {
      ...object.metadata,
      finalizers: [
        ...new Set([...(object.metadata.finalizers ?? []), CLEANUP_FINALIZER]),
      ],
    },
    status: { ...status, conditions: [...conditions, terminating] },
  };
}

function establishedConditions(
  spec: DefinitionSpec,
  registry: TypeRegistry,
  known: Condition[],
  now: string,
): Condition[] {
  const taken = takenName(spec, registry);
  const wanted: Condition[] = taken
    ? [
        {
          type: 'NamesAccepted',
          status: 'False',
          reason: taken.reason,
          message: taken.message,
        },
        {
          type: 'Established',
          status: 'False',
          reason: 'NotAccepted',
          message: 'not all names are accepted',
        },
      ]
    : [
        {
          type: 'NamesAccepted',
          status: 'True',
          reason: 'NoConflicts',
          message: 'no conflicts found',
        },
        {
          type: 'Established',
          status: 'True',
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        },
      ];
  const others = known.filter(
    ({ type }) => !wanted.some(condition => condition.type === type),
  );
  return [
    ...wanted.map(condition => {
      const previous = known.find(
        ({ type, status }) =>
          type === condition.type && status === condition.status,
      );
      return {
        ...condition,
        lastTransitionTime: previous?.lastTransitionTime ?? now,
      };
    }),
    ...others,
  ];
}

function takenName(
  { group, names }: DefinitionSpec,
  registry: TypeRegistry,
): { reason: string; message: string } | undefined {
  const others = registry
    .types()
    .filter(type => type.group === group && type.plural !== names.plural);
  if (others.some(type => type.kind === names.kind)) {
    return {
      reason: 'KindConflict',
      message: `${JSON.stringify(names.kind)} is already in use`,
    };
  }
  const singular = names.singular ?? names.kind.toLowerCase();
  if (others.some(type => type.singular === singular)) {
    return {
      reason: 'SingularConflict',
      message: `${JSON.stringify(singular)} is already in use`,
    };
  }
  const shortName = names.shortNames.find(name =>
    others.some(type => type.shortNames.includes(name)),
  );
  return shortName
    ? {
        reason: 'ShortNamesConflict',
        message: `${JSON.stringify(shortName)} is already in use`,
      }
    : undefined;
}
