import {
  groupOf,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { ClusterClient } from '../../../kubernetes/cluster-client';
import { CLUSTER_USAGE, USAGE } from '../kinds';

const selectorSchema = z.object({
  matchControllerRef: z.boolean().optional(),
  matchLabels: z.record(z.string(), z.string()).default({}),
  namespace: z.string().optional(),
});

const resourceSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  resourceRef: z
    .object({ name: z.string(), namespace: z.string().optional() })
    .optional(),
  resourceSelector: selectorSchema.optional(),
});
/** A resource that is used or that uses. */
export type UsageResource = z.infer<typeof resourceSchema>;

const usageSchema = z.object({
  spec: z.object({
    of: resourceSchema,
    by: resourceSchema.optional(),
    reason: z.string().optional(),
    replayDeletion: z.boolean().default(false),
  }),
});
/** What a Usage says (Crossplane 2.3, protection.crossplane.io/v1beta1). */
export type UsageSpec = z.infer<typeof usageSchema>['spec'];

export function readUsage(usage: KubernetesObject): UsageSpec {
  return usageSchema.parse(usage).spec;
}

/** The usages of an object, those that are being deleted included. */
export async function usagesOf(
  client: ClusterClient,
  object: KubernetesObject,
): Promise<KubernetesObject[]> {
  const all = [
    ...(await client.list(USAGE)),
    ...(await client.list(CLUSTER_USAGE)),
  ];
  return all.filter(usage => isUsageOf(usage, object));
}

/** Versions of a kind are the same kind. */
function isUsageOf(usage: KubernetesObject, object: KubernetesObject): boolean {
  const { of } = readUsage(usage);
  const { name, namespace } = object.metadata;
  return (
    groupOf(of) === groupOf(object) &&
    of.kind === object.kind &&
    of.resourceRef?.name === name &&
    (namespace === undefined ||
      (of.resourceRef.namespace ?? usage.metadata.namespace) === namespace)
  );
}

/** The sentence in an annotation of a Usage that says what it is for. */
export function usageDetails({ of, by, reason }: UsageSpec): string {
  if (reason) return reason;
  if (!by) return 'undefined';
  const used = `${of.kind}/${of.resourceRef?.name}`;
  const within = of.resourceRef?.namespace
    ? ` in namespace ${of.resourceRef.namespace}`
    : '';
  return `${by.kind}/${by.resourceRef?.name} uses ${used}${within}`;
}
