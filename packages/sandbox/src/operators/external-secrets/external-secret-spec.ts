import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { durationMs } from './duration';
import { hashOf } from './secret-data';
import { storeRefSchema } from './secret-store';

const remoteRef = z.object({
  key: z.string(),
  property: z.string().optional(),
});
const generatorRef = z.object({
  apiVersion: z.string().optional(),
  kind: z.string(),
  name: z.string(),
});
const sourceRef = z.object({
  storeRef: storeRefSchema.optional(),
  generatorRef: generatorRef.optional(),
});

const targetSchema = z.object({
  name: z.string().optional(),
  creationPolicy: z
    .enum(['Owner', 'Orphan', 'Merge', 'None', 'CreateOrMerge'])
    .default('Owner'),
  deletionPolicy: z.enum(['Retain', 'Delete', 'Merge']).default('Retain'),
  immutable: z.boolean().optional(),
  template: z
    .object({
      type: z.string().optional(),
      mergePolicy: z.enum(['Replace', 'Merge']).default('Replace'),
      metadata: z
        .object({
          labels: z.record(z.string(), z.string()).optional(),
          annotations: z.record(z.string(), z.string()).optional(),
        })
        .optional(),
      data: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});

const specSchema = z.object({
  refreshPolicy: z
    .enum(['Periodic', 'CreatedOnce', 'OnChange'])
    .default('Periodic'),
  refreshInterval: z.string().default('1h').transform(durationMs),
  secretStoreRef: storeRefSchema.optional(),
  target: targetSchema.prefault({}),
  data: z
    .array(
      z.object({
        secretKey: z.string(),
        remoteRef,
        sourceRef: sourceRef.optional(),
      }),
    )
    .default([]),
  dataFrom: z
    .array(
      z.object({
        extract: remoteRef.optional(),
        find: z
          .object({ name: z.object({ regexp: z.string() }).optional() })
          .optional(),
        sourceRef: sourceRef.optional(),
      }),
    )
    .default([]),
});

/** Parsed spec of an ExternalSecret. `refreshInterval` is in milliseconds; 0 is once. */
export type ExternalSecretSpec = z.infer<typeof specSchema>;

const statusSchema = z.object({
  refreshTime: z.string().nullish(),
  syncedResourceVersion: z.string().optional(),
});
export type ExternalSecretStatus = z.infer<typeof statusSchema>;

export function readSpec(object: KubernetesObject): ExternalSecretSpec {
  return specSchema.parse(object.spec);
}

export function readStatus(object: KubernetesObject): ExternalSecretStatus {
  return statusSchema.parse(object.status ?? {});
}

/** `<generation>-<hash of labels and annotations>`, as ESO writes it to `syncedResourceVersion`. */
export function resourceVersionOf({ metadata }: KubernetesObject): string {
  return `${metadata.generation ?? 0}-${hashOf({
    labels: metadata.labels,
    annotations: metadata.annotations,
  })}`;
}

/** Milliseconds until an ExternalSecret or PushSecret is due; 0 is now, undefined is never. */
export function dueIn(options: {
  policy: ExternalSecretSpec['refreshPolicy'];
  intervalMs: number;
  status: ExternalSecretStatus;
  version: string;
  now: number;
}): number | undefined {
  const { policy, intervalMs, status, version, now } = options;
  if (!status.refreshTime) return 0;
  if (policy === 'CreatedOnce') return undefined;
  if (status.syncedResourceVersion !== version) return 0;
  if (policy === 'OnChange' || intervalMs === 0) return undefined;
  return Math.max(0, Date.parse(status.refreshTime) + intervalMs - now);
}
