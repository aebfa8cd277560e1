import type {
  ClusterAuthentication,
  ClusterDetails,
  ClusterSource,
  UnusableCluster,
} from '@backstage-dbaas/plugin-dbaas-node';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { z } from 'zod';

const AUTH_PROVIDER_ANNOTATION = 'kubernetes.io/auth-provider';

const clusterSchema = z.object({
  name: z.string().min(1),
  url: z.string().optional(),
  authProvider: z.string().optional(),
  serviceAccountToken: z.string().optional(),
  authMetadata: z.record(z.string(), z.string()).optional(),
  caData: z.string().optional(),
  caFile: z.string().optional(),
  skipTLSVerify: z.boolean().optional(),
});

const locatorSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('config'), clusters: z.array(clusterSchema) }),
  z.object({ type: z.literal('localKubectlProxy') }),
  z.object({ type: z.literal('catalog') }),
  z.object({ type: z.literal('gke') }),
]);

type ConfiguredCluster = z.infer<typeof clusterSchema>;
type Locator = z.infer<typeof locatorSchema>;
interface Clusters {
  clusters: ClusterDetails[];
  unusable: UnusableCluster[];
}

/** What `localKubectlProxy` stands for in the Kubernetes plugin. */
const KUBECTL_PROXY: ClusterDetails = {
  name: 'local',
  url: 'http://localhost:8001',
  authentication: { type: 'none' },
};

/** The clusters of `kubernetes.clusterLocatorMethods`, as the Kubernetes plugin reads them. */
export function configuredClusters(config: Config): ClusterSource {
  return {
    async getClusters() {
      const methods = config.getOptional('kubernetes.clusterLocatorMethods');
      const parsed = z.array(locatorSchema).safeParse(methods ?? []);
      if (!parsed.success) {
        throw new InputError(
          `kubernetes.clusterLocatorMethods is not valid: ${z.prettifyError(
            parsed.error,
          )}`,
        );
      }
      return merge(parsed.data.map(clustersOf));
    },
  };
}

function merge(parts: Clusters[]): Clusters {
  return {
    clusters: parts.flatMap(part => part.clusters),
    unusable: parts.flatMap(part => part.unusable),
  };
}

function clustersOf(locator: Locator): Clusters {
  switch (locator.type) {
    case 'config':
      return merge(locator.clusters.map(clusterOf));
    case 'localKubectlProxy':
      return { clusters: [KUBECTL_PROXY], unusable: [] };
    default:
      return {
        clusters: [],
        unusable: [
          {
            name: `(${locator.type})`,
            reason: `The cluster locator "${locator.type}" is not supported. List the clusters with a locator of type "config", or add a cluster source with dbaasClustersExtensionPoint.`,
          },
        ],
      };
  }
}

function clusterOf(cluster: ConfiguredCluster): Clusters {
  const authentication = authenticationOf(cluster);
  if ('reason' in authentication) {
    return {
      clusters: [],
      unusable: [{ name: cluster.name, reason: authentication.reason }],
    };
  }
  const { name, url = '', caData, caFile, skipTLSVerify } = cluster;
  return {
    clusters: [{ name, url, caData, caFile, skipTLSVerify, authentication }],
    unusable: [],
  };
}

function authenticationOf(
  cluster: ConfiguredCluster,
): ClusterAuthentication | { reason: string } {
  const provider =
    cluster.authMetadata?.[AUTH_PROVIDER_ANNOTATION] ?? cluster.authProvider;
  const token =
    cluster.serviceAccountToken ?? cluster.authMetadata?.serviceAccountToken;
  if (provider === 'serviceAccount' && token === undefined) {
    return { type: 'inCluster' };
  }
  if (!cluster.url) {
    return {
      reason: 'It has no url, and it is not the cluster Backstage runs in.',
    };
  }
  if (provider === 'serviceAccount' && token !== undefined) {
    return { type: 'token', getToken: async () => token };
  }
  if (provider === 'localKubectlProxy') return { type: 'none' };
  return {
    reason: `The auth provider "${
      provider ?? '(none)'
    }" needs a person or a cloud login. Use "serviceAccount", or add a cluster source with dbaasClustersExtensionPoint.`,
  };
}
