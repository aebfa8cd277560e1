import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { readOnce } from '../kubernetes/read-once';

const specSchema = z
  .object({
    instances: z.number().default(1).catch(1),
    imageName: z.string().optional().catch(undefined),
    backup: z.unknown().optional(),
    plugins: z.array(z.unknown()).optional().catch(undefined),
  })
  .catch({ instances: 1 });

const statusSchema = z
  .object({
    phase: z.string().optional().catch(undefined),
    phaseReason: z.string().optional().catch(undefined),
    /** Left out when it is 0, as all numbers are. */
    readyInstances: z.number().optional().catch(undefined),
    instances: z.number().optional().catch(undefined),
    currentPrimary: z.string().optional().catch(undefined),
    targetPrimary: z.string().optional().catch(undefined),
    image: z.string().optional().catch(undefined),
    /** Deprecated, and empty when a plugin makes the backups. */
    lastSuccessfulBackup: z.string().optional().catch(undefined),
    certificates: z
      .object({ expirations: z.record(z.string(), z.string()) })
      .optional()
      .catch(undefined),
  })
  .catch({});

/** What is asked of a Cluster (CloudNativePG 1.30), as far as it matters here. */
export type ClusterSpec = z.infer<typeof specSchema>;
/** What a Cluster says of itself. */
export type ClusterStatus = z.infer<typeof statusSchema>;

/**
 * How many instances run; undefined when nothing in the status counts them. A Cluster
 * that has instances and leaves out the ready ones has none of these.
 */
export function readyInstancesOf({
  readyInstances,
  instances,
}: ClusterStatus): number | undefined {
  return readyInstances ?? (instances === undefined ? undefined : 0);
}

/** What is asked of a Cluster. */
export const clusterSpecOf = readOnce(
  ({ spec }: KubernetesObject): ClusterSpec => specSchema.parse(spec ?? {}),
);

/** What a Cluster says of itself. */
export const clusterStatusOf = readOnce(
  ({ status }: KubernetesObject): ClusterStatus =>
    statusSchema.parse(status ?? {}),
);
