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
/** The token of a cluster, asked for before every request. */
type CurrentToken = (cluster: string) => string;
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
      const currentToken = (name: string) => tokenNow(config, name);
      return merge(
        readLocators(config).map(locator => clustersOf(locator, currentToken)),
      );
    },
  };
}

function readLocators(config: Config): Locator[] {
  const methods = config.getOptional('kubernetes.clusterLocatorMethods');
  const parsed = z.array(locatorSchema).safeParse(methods ?? []);
  if (parsed.success) return parsed.data;
  throw new InputError(
    `kubernetes.clusterLocatorMethods is not valid: ${z.prettifyError(
      parsed.error,
    )}`,
  );
}

/** The token of a cluster as the configuration has it now, which may have been loaded anew. */
function tokenNow(config: Config, name: string): string {
  const token = readLocators(config)
    .flatMap(locator => (locator.type === 'config' ? locator.clusters : []))
    .filter(cluster => cluster.name === name)
    .map(tokenOf)
    .find(found => found !== undefined);
  if (token !== undefined) return token;
  throw new InputError(
    `The configuration no longer has a serviceAccountToken for cluster "${name}". Add it to kubernetes.clusterLocatorMethods, or restart without the cluster.`,
  );
}

function tokenOf(cluster: ConfiguredCluster): string | undefined {
  return (
    cluster.serviceAccountToken ?? cluster.authMetadata?.serviceAccountToken
  );
}

function merge(parts: Clusters[]): Clusters {
  return {
    clusters: parts.flatMap(part => part.clusters),
    unusable: parts.flatMap(part => part.unusable),
  };
}

function clustersOf(locator: Locator, currentToken: CurrentToken): Clusters {
  switch (locator.type) {
    case 'config':
      return merge(
        locator.clusters.map(cluster => clusterOf(cluster, currentToken)),
      );
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

function clusterOf(
  cluster: ConfiguredCluster,
  currentToken: CurrentToken,
): Clusters {
  const authentication = authenticationOf(cluster, currentToken);
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
  currentToken: CurrentToken,
): ClusterAuthentication | { reason: string } {
  const provider =
    cluster.authMetadata?.[AUTH_PROVIDER_ANNOTATION] ?? cluster.authProvider;
  const hasToken = tokenOf(cluster) !== undefined;
  if (provider === 'serviceAccount' && !hasToken) {
    return { type: 'inCluster' };
  }
  if (!cluster.url) {
    return {
      reason: 'It has no url, and it is not the cluster Backstage runs in.',
    };
  }
  if (provider === 'serviceAccount') {
    return { type: 'token', getToken: async () => currentToken(cluster.name) };
  }
  if (provider === 'localKubectlProxy') return { type: 'none' };
  return {
    reason: `The auth provider "${
      provider ?? '(none)'
    }" needs a person or a cloud login. Use "serviceAccount", or add a cluster source with dbaasClustersExtensionPoint.`,
  };
}
