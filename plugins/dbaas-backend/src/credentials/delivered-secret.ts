import {
  DATABASE_LABEL,
  groupOf,
  kubernetesObjectSchema,
  type ServiceRef,
  type ServiceTree,
} from '@backstage-dbaas/plugin-dbaas-common';
import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { databaseLabelOf } from '../database-services/claims';

/** The place of a Secret. */
export interface SecretPlace {
  cluster: string;
  namespace: string;
  secretName: string;
}

const secretSchema = kubernetesObjectSchema
  .extend({ data: z.record(z.string(), z.base64()).nullish() })
  .pick({ apiVersion: true, kind: true, metadata: true, data: true });

/** A Secret with its values: not to be logged or kept. */
export type Secret = z.infer<typeof secretSchema>;

/** Undefined for what is no Secret; nothing is said of why, which could tell values. */
export function parseSecret(body: unknown): Secret | undefined {
  const secret = secretSchema.safeParse(body).data;
  return secret?.apiVersion === 'v1' && secret.kind === 'Secret'
    ? secret
    : undefined;
}

/**
 * Whether a Secret was made for a database service. Anybody who can edit a claim can
 * name any Secret in it as a delivery, and have any ExternalSecret in its tree, so the
 * Secret itself must say where it comes from: by its label or, without one, as the work
 * of an ExternalSecret of the database service.
 */
export function isDeliveredBy(
  { metadata }: Secret,
  { cluster }: SecretPlace,
  ref: ServiceRef,
  tree: ServiceTree,
): boolean {
  const label = metadata.labels?.[DATABASE_LABEL];
  if (label !== undefined) return label === databaseLabelOf(ref);
  const makers = new Set(
    tree.nodes
      .filter(
        node =>
          node.cluster === cluster &&
          groupOf(node.object) === 'external-secrets.io' &&
          node.object.kind === 'ExternalSecret',
      )
      .map(({ object }) => object.metadata.uid),
  );
  return (metadata.ownerReferences ?? []).some(({ uid }) => makers.has(uid));
}

/** The values as text; what is no text, such as a keystore, is left out. */
export function textsOf({ data }: Secret): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data ?? {})
      .map(([key, value]) => [key, Buffer.from(value, 'base64')] as const)
      .filter(([, bytes]) => isUtf8(bytes))
      .map(([key, bytes]) => [key, bytes.toString('utf8')]),
  );
}
