import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';

const specSchema = z
  .object({
    refreshPolicy: z.string().default('Periodic').catch('Periodic'),
    refreshInterval: z.string().default('1h').catch('1h'),
    syncWindows: z.unknown().optional(),
    target: z
      .object({
        name: z.string().optional(),
        creationPolicy: z.string().default('Owner').catch('Owner'),
      })
      .optional()
      .catch(undefined),
    dataFrom: z
      .array(
        z.object({
          sourceRef: z
            .object({ generatorRef: z.unknown().optional() })
            .optional(),
        }),
      )
      .optional()
      .catch(undefined),
  })
  .catch({ refreshPolicy: 'Periodic', refreshInterval: '1h' });

const statusSchema = z
  .object({
    refreshTime: z.string().optional().catch(undefined),
    syncedResourceVersion: z.string().optional().catch(undefined),
    binding: z.object({ name: z.string() }).optional().catch(undefined),
  })
  .catch({});

/** What an ExternalSecret says of the Secret that it makes (External Secrets 2.9). */
export interface SecretDelivery {
  secretName: string;
  /** When the value was last fetched, RFC 3339. */
  refreshedAt?: string;
}

/** The Secret that an ExternalSecret makes. */
export function deliveryOf(object: KubernetesObject): SecretDelivery {
  const { target } = specSchema.parse(object.spec ?? {});
  const { binding, refreshTime } = statusSchema.parse(object.status ?? {});
  return {
    secretName: binding?.name ?? target?.name ?? object.metadata.name,
    refreshedAt: refreshTime,
  };
}

/** How an ExternalSecret fetches and writes. */
export interface DeliverySettings {
  refreshPolicy: string;
  /** As a Go duration. */
  refreshInterval: string;
  /** It fetches again by itself, at all times. */
  periodic: boolean;
  creationPolicy: string;
  /** It makes values up instead of fetching them. */
  generates: boolean;
}

/** The settings of an ExternalSecret, with the defaults of the operator. */
export function deliverySettingsOf(object: KubernetesObject): DeliverySettings {
  const spec = specSchema.parse(object.spec ?? {});
  const { refreshPolicy, refreshInterval, syncWindows, target } = spec;
  return {
    refreshPolicy,
    refreshInterval,
    periodic: refreshPolicy === 'Periodic' && syncWindows === undefined,
    creationPolicy: target?.creationPolicy ?? 'Owner',
    generates:
      spec.dataFrom?.some(
        ({ sourceRef }) => sourceRef?.generatorRef !== undefined,
      ) ?? false,
  };
}

/** The generation in `syncedResourceVersion`, which is `<generation>-<hash>`. */
export function syncedGeneration(object: KubernetesObject): number | undefined {
  const { syncedResourceVersion } = statusSchema.parse(object.status ?? {});
  const generation = Number(syncedResourceVersion?.split('-')[0]);
  return Number.isInteger(generation) && generation > 0
    ? generation
    : undefined;
}
