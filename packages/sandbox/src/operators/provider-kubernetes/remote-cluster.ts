import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import { secretTexts } from '../kubernetes-secret';
import { CLUSTER_PROVIDER_CONFIG, PROVIDER_CONFIG } from './kinds';
import { serverOf } from './kubeconfig';
import type { ObjectSpec } from './object-spec';

const configSchema = z.object({
  spec: z.object({
    credentials: z.object({
      source: z.enum([
        'None',
        'Secret',
        'InjectedIdentity',
        'Environment',
        'Filesystem',
      ]),
      secretRef: z
        .object({ name: z.string(), namespace: z.string(), key: z.string() })
        .optional(),
    }),
  }),
});
type Credentials = z.infer<typeof configSchema>['spec']['credentials'];

export interface Clusters {
  /** The cluster of Crossplane itself. */
  platform: ClusterClient;
  clusterAt(serverUrl: string): ClusterClient | undefined;
}

/** The cluster to which an Object belongs, found by its provider configuration. */
export async function remoteCluster(
  clusters: Clusters,
  namespace: string | undefined,
  ref: ObjectSpec['providerConfigRef'],
): Promise<ClusterClient> {
  const config = await providerConfig(clusters.platform, namespace, ref);
  try {
    return await connect(clusters, configSchema.parse(config).spec.credentials);
  } catch (error) {
    const problem =
      error instanceof z.ZodError
        ? z.prettifyError(error)
        : String(error instanceof Error ? error.message : error);
    throw new Error(
      `cannot build kube client for provider config: ${problem}`,
      { cause: error },
    );
  }
}

async function providerConfig(
  client: ClusterClient,
  namespace: string | undefined,
  { kind, name }: ObjectSpec['providerConfigRef'],
): Promise<KubernetesObject> {
  const found = await client.get(
    kind === CLUSTER_PROVIDER_CONFIG.kind
      ? { ...CLUSTER_PROVIDER_CONFIG, name }
      : { ...knownKind(kind), namespace, name },
  );
  if (found) return found;
  const plural =
    kind === CLUSTER_PROVIDER_CONFIG.kind
      ? 'clusterproviderconfigs'
      : 'providerconfigs';
  throw new Error(
    `cannot get provider config: ${plural}.kubernetes.m.crossplane.io "${name}" not found`,
  );
}

function knownKind(kind: string): typeof PROVIDER_CONFIG {
  if (kind === PROVIDER_CONFIG.kind) return PROVIDER_CONFIG;
  throw new Error(`unknown provider config kind: "${kind}"`);
}

async function connect(
  { platform, clusterAt }: Clusters,
  { source, secretRef }: Credentials,
): Promise<ClusterClient> {
  if (source === 'InjectedIdentity') return platform;
  if (source !== 'Secret')
    throw new Error(
      `credentials source ${source} is not available in the sandbox`,
    );
  if (!secretRef)
    throw new Error('cannot get credentials: no credentials secret referenced');
  const { key, ...name } = secretRef;
  const secret = await platform.get({
    apiVersion: 'v1',
    kind: 'Secret',
    ...name,
  });
  if (!secret)
    throw new Error(
      `cannot get credentials: cannot get credentials secret: secrets "${name.name}" not found`,
    );
  const server = serverOf(secretTexts(secret)[key] ?? '');
  const cluster = clusterAt(server);
  if (!cluster) throw new Error(`no cluster answers at ${server}`);
  return cluster;
}
