import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';

const managedFieldsSchema = z
  .array(
    z
      .object({
        time: z.string().optional(),
        subresource: z.string().optional(),
      })
      .optional()
      .catch(undefined),
  )
  .catch([]);

/**
 * When somebody last changed more than the status, as field ownership tells; undefined
 * when it does not. What was never changed is as old as its creation.
 */
export function changedAt({ metadata }: KubernetesObject): string | undefined {
  if (metadata.generation === 1) return metadata.creationTimestamp;
  return managedFieldsSchema
    .parse(metadata.managedFields ?? [])
    .flatMap(entry =>
      entry?.time && entry.subresource !== 'status' ? [entry.time] : [],
    )
    .sort()
    .at(-1);
}

/** When the values of a Secret last changed; at its creation at the earliest. Secrets have no generation. */
export function secretChangedAt(secret: KubernetesObject): string | undefined {
  const { generation: _none, ...metadata } = secret.metadata;
  return (
    changedAt({ ...secret, metadata }) ?? secret.metadata.creationTimestamp
  );
}
