import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import type { ReferenceField } from './external-resource';
import { ANNOTATION } from '../crossplane-runtime/managed-resource';
import { controllerOf } from '../crossplane-runtime/metadata';
import type { SqlResource } from './sql-resource';
import { kindOf, type SqlGroup } from './sql-group';

const policySchema = z
  .object({
    resolve: z.enum(['Always', 'IfNotPresent']).default('IfNotPresent'),
    resolution: z.enum(['Required', 'Optional']).default('Required'),
  })
  .prefault({});

const referenceSchema = z.object({
  name: z.string(),
  namespace: z.string().optional(),
  policy: policySchema,
});

const selectorSchema = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchControllerRef: z.boolean().default(false),
  namespace: z.string().optional(),
  policy: policySchema,
});

/** Thrown when a reference leads nowhere yet. */
class UnresolvedError extends Error {}

/**
 * Values for the fields that are given by reference or by selector, as
 * crossplane-runtime resolves them: the external name of the other resource.
 *
 * @returns what to merge into `forProvider`
 */
export async function resolveReferences(
  client: ClusterClient,
  group: SqlGroup,
  resource: SqlResource,
  fields: readonly ReferenceField[],
): Promise<Record<string, unknown>> {
  const resolved: Record<string, unknown> = {};
  for (const field of fields) {
    try {
      Object.assign(
        resolved,
        await resolveField(client, group, resource, field),
      );
    } catch (cause) {
      if (!(cause instanceof UnresolvedError)) throw cause;
      throw new Error(`spec.forProvider.${field.field}: ${cause.message}`, {
        cause,
      });
    }
  }
  return resolved;
}

async function resolveField(
  client: ClusterClient,
  group: SqlGroup,
  resource: SqlResource,
  { field, kind }: ReferenceField,
): Promise<Record<string, unknown>> {
  const {
    [field]: value,
    [`${field}Ref`]: ref,
    [`${field}Selector`]: selector,
  } = resource.forProvider;
  const reference = ref === undefined ? undefined : referenceSchema.parse(ref);
  const selection =
    selector === undefined ? undefined : selectorSchema.parse(selector);
  const policy = (reference ?? selection)?.policy;
  if (!policy) return {};
  const isGiven = value !== undefined && value !== '';
  if (isGiven && policy.resolve !== 'Always') return {};
  try {
    const target = reference
      ? await getReferenced(client, group, resource, kind, reference)
      : await selectReferenced(
          client,
          group,
          resource,
          kind,
          selectorSchema.parse(selector),
        );
    const name = target.metadata.annotations?.[ANNOTATION.externalName];
    if (!name) {
      throw new UnresolvedError(
        'referenced field was empty (referenced resource may not yet be ready)',
      );
    }
    return {
      ...(name !== value && { [field]: name }),
      ...(!reference && { [`${field}Ref`]: { name: target.metadata.name } }),
    };
  } catch (error) {
    if (error instanceof UnresolvedError && policy.resolution === 'Optional')
      return {};
    throw error;
  }
}

async function getReferenced(
  client: ClusterClient,
  group: SqlGroup,
  { managed: { ref } }: SqlResource,
  kind: string,
  reference: z.infer<typeof referenceSchema>,
): Promise<KubernetesObject> {
  const namespace = group.namespaced
    ? reference.namespace ?? ref.namespace
    : undefined;
  const target = await client.get({
    ...kindOf(group, kind),
    name: reference.name,
    namespace,
  });
  if (!target) {
    throw new UnresolvedError(
      `cannot get referenced resource: ${kind} "${reference.name}" not found`,
    );
  }
  return target;
}

async function selectReferenced(
  client: ClusterClient,
  group: SqlGroup,
  { managed: { ref, object } }: SqlResource,
  kind: string,
  selector: z.infer<typeof selectorSchema>,
): Promise<KubernetesObject> {
  const labels = Object.entries(selector.matchLabels).map(
    ([name, value]) => `${name}=${value}`,
  );
  const candidates = await client.list(kindOf(group, kind), {
    ...(group.namespaced && { namespace: selector.namespace ?? ref.namespace }),
    ...(labels.length > 0 && { labelSelector: labels.join(',') }),
  });
  const controller = controllerOf(object)?.uid;
  const match = candidates.find(
    candidate =>
      !selector.matchControllerRef ||
      (controller && controllerOf(candidate)?.uid === controller),
  );
  if (!match) throw new UnresolvedError('no resources matched selector');
  return match;
}
