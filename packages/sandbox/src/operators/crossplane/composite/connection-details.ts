import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { ClusterClient } from '../../../kubernetes/cluster-client';

const ownerSchema = z.object({
  spec: z
    .object({
      writeConnectionSecretToRef: z
        .object({ name: z.string(), namespace: z.string().optional() })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});

const secretSchema = z.object({
  data: z.record(z.string(), z.string()).default({}),
});

/**
 * The connection details that a resource writes into its connection Secret; none when
 * it has no such Secret (yet). They are clear text.
 */
export async function connectionDetailsOf(
  client: ClusterClient,
  object: KubernetesObject,
): Promise<Record<string, Buffer>> {
  const ref = ownerSchema.parse(object).spec?.writeConnectionSecretToRef;
  if (!ref) return {};
  const { name, namespace = object.metadata.namespace } = ref;
  const secret =
    namespace &&
    (await client.get({ apiVersion: 'v1', kind: 'Secret', namespace, name }));
  if (!secret) return {};
  return secretBytes(secret);
}

/** The values of a Secret. */
export function secretBytes(secret: KubernetesObject): Record<string, Buffer> {
  const { data } = secretSchema.parse(secret);
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64'),
    ]),
  );
}
