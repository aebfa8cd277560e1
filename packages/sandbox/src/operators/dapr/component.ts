import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { ClusterClient } from '../../kubernetes/cluster-client';

export const COMPONENT = {
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Component',
} as const;

const componentSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  scopes: z.array(z.string()).default([]),
  auth: z.object({ secretStore: z.string() }).optional(),
  spec: z.object({
    type: z.string(),
    version: z.string(),
    ignoreErrors: z.boolean().default(false),
    metadata: z
      .array(
        z.object({
          name: z.string(),
          value: z.unknown().optional(),
          secretKeyRef: z
            .object({ name: z.string(), key: z.string() })
            .optional(),
        }),
      )
      .default([]),
  }),
});

/** A Component as daprd reads it. */
export type DaprComponent = z.infer<typeof componentSchema>;

export function readComponent(object: KubernetesObject): DaprComponent {
  return componentSchema.parse(object);
}

/** A Secret that a component refers to is not there: then daprd loads no component at all. */
export class ComponentSecretMissing extends Error {
  constructor(component: string, secret: string) {
    super(
      `component ${component}: failed to get secret ${secret}: secrets "${secret}" not found`,
    );
    this.name = 'ComponentSecretMissing';
  }
}

/** The metadata of a component with its secrets resolved; a missing key becomes an empty value, as in Dapr. */
export async function resolveMetadata(
  component: DaprComponent,
  client: ClusterClient,
): Promise<Map<string, string>> {
  const { name, namespace } = component.metadata;
  const resolved = new Map<string, string>();
  for (const item of component.spec.metadata) {
    if (!item.secretKeyRef) {
      resolved.set(
        item.name.toLowerCase(),
        item.value === undefined ? '' : String(item.value),
      );
      continue;
    }
    const secret = await client.get({
      apiVersion: 'v1',
      kind: 'Secret',
      namespace,
      name: item.secretKeyRef.name,
    });
    if (!secret) throw new ComponentSecretMissing(name, item.secretKeyRef.name);
    const data = z
      .record(z.string(), z.string())
      .default({})
      .parse(secret.data);
    resolved.set(
      item.name.toLowerCase(),
      Buffer.from(data[item.secretKeyRef.key] ?? '', 'base64').toString('utf8'),
    );
  }
  return resolved;
}

/** Names of the Secrets that a component refers to. */
export function secretNames(component: DaprComponent): string[] {
  return component.spec.metadata.flatMap(item =>
    item.secretKeyRef ? [item.secretKeyRef.name] : [],
  );
}
