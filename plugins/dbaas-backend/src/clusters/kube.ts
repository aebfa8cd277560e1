import type { ClusterDetails } from '@backstage-dbaas/plugin-dbaas-node';
import type { KubeConfig } from '@kubernetes/client-node';

type Authenticator = Parameters<KubeConfig['addAuthenticator']>[0];

const TOKEN_PROVIDER = 'dbaas-token';

/**
 * The client library's view of a cluster: address, trust and credentials.
 *
 * `@kubernetes/client-node` is an ES module and this package is CommonJS, so it
 * is loaded here, by dynamic import, and nowhere else. `root` is put before the
 * paths at which a pod finds its service account.
 */
export async function createKubeConfig(
  cluster: ClusterDetails,
  root = '',
): Promise<KubeConfig> {
  const { KubeConfig: KubeConfigClass } = await import(
    '@kubernetes/client-node'
  );
  const kubeConfig = new KubeConfigClass();
  if (cluster.authentication.type === 'inCluster') {
    kubeConfig.loadFromCluster(root);
    return kubeConfig;
  }
  if (cluster.authentication.type === 'token') {
    kubeConfig.addAuthenticator(
      tokenAuthenticator(cluster.authentication.getToken),
    );
  }
  kubeConfig.loadFromClusterAndUser(
    {
      name: cluster.name,
      server: cluster.url.replace(/\/+$/, ''),
      caData: cluster.caData,
      caFile: cluster.caFile,
      // The library refuses plain HTTP unless verification is off.
      skipTLSVerify:
        cluster.skipTLSVerify === true || cluster.url.startsWith('http:'),
    },
    cluster.authentication.type === 'token'
      ? { name: 'backstage', authProvider: { name: TOKEN_PROVIDER } }
      : { name: 'backstage' },
  );
  return kubeConfig;
}

function tokenAuthenticator(getToken: () => Promise<string>): Authenticator {
  return {
    isAuthProvider: user => user.authProvider?.name === TOKEN_PROVIDER,
    applyAuthentication: async (_user, options) => {
      options.headers = {
        ...options.headers,
        Authorization: `Bearer ${await getToken()}`,
      };
    },
  };
}
