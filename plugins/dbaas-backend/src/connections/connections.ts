import {
  CONNECTION_KEYS,
  groupOf,
  type Connection,
  type KubernetesObject,
  type ServiceFacts,
  type ClusterObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { withCarried } from '../database-services/carried-objects';
import { tlsModeOf } from './tls-mode';

/** Tolerant: a claim in a cluster may be of another version than ours. */
const claimSpecSchema = z
  .object({
    delivery: z
      .array(
        z.object({
          cluster: z.string(),
          namespace: z.string(),
          user: z.string(),
          database: z.string(),
          secretName: z.string(),
        }),
      )
      .catch([]),
    dapr: z
      .array(
        z.object({
          name: z.string(),
          type: z.string(),
          cluster: z.string(),
          namespace: z.string(),
          scopes: z.array(z.string()),
        }),
      )
      .catch([]),
  })
  .catch({ delivery: [], dapr: [] });

type Delivery = z.infer<typeof claimSpecSchema>['delivery'][number];

const externalSecretStatusSchema = z
  .object({
    refreshTime: z.string().nullish(),
    conditions: z
      .array(
        z.object({
          type: z.string(),
          status: z.string(),
          reason: z.string().optional(),
        }),
      )
      .catch([]),
  })
  .catch({ conditions: [] });

/** How applications reach the database: one entry per delivery that the claim asks for. */
export function connectionsOf(
  claim: KubernetesObject,
  facts: ServiceFacts,
  objects: readonly ClusterObject[],
): Connection[] {
  const { delivery, dapr } = claimSpecSchema.parse(claim.spec ?? {});
  const all = withCarried(objects);
  return delivery.map(one => {
    const { delivered, refreshedAt } = deliveryStatus(one, all);
    // The claim knows its own server; what stands beside it may be for another.
    const sslMode = facts.sslMode ?? tlsModeOf(one, all);
    return {
      cluster: one.cluster,
      namespace: one.namespace,
      secretName: one.secretName,
      secretKeys: [...CONNECTION_KEYS],
      delivered,
      ...(refreshedAt && { refreshedAt }),
      host: facts.endpoint?.host,
      port: facts.endpoint?.port,
      database: one.database,
      user: one.user,
      ...(sslMode && { sslMode }),
      daprComponents: dapr
        .filter(
          ({ cluster, namespace }) =>
            cluster === one.cluster && namespace === one.namespace,
        )
        .map(({ name, type, scopes }) => ({ name, type, scopes })),
    };
  });
}

/**
 * Whether the Secret is there, from the ExternalSecret that makes it (External
 * Secrets 2.9): `Ready=True` is also said of a Secret that is deleted or missing,
 * so the reason decides.
 */
function deliveryStatus(
  { cluster, namespace, secretName }: Delivery,
  objects: readonly ClusterObject[],
): { delivered: boolean; refreshedAt?: string } {
  const found = objects.find(
    entry =>
      entry.cluster === cluster &&
      groupOf(entry.object) === 'external-secrets.io' &&
      entry.object.kind === 'ExternalSecret' &&
      entry.object.metadata.namespace === namespace &&
      entry.object.metadata.name === secretName,
  );
  if (!found) return { delivered: false };
  const { conditions, refreshTime } = externalSecretStatusSchema.parse(
    found.object.status ?? {},
  );
  const ready = conditions.find(({ type }) => type === 'Ready');
  // An error leaves the Secret of the last success in place.
  const failedLater =
    ready?.reason === 'SecretSyncedError' && Boolean(refreshTime);
  return {
    delivered: ready?.reason === 'SecretSynced' || failedLater,
    ...(refreshTime && { refreshedAt: refreshTime }),
  };
}
