import { createBackendModule } from '@backstage/backend-plugin-api';
import { dbaasClustersExtensionPoint } from '@backstage-dbaas/plugin-dbaas-node';
import { freshToken } from './cloud';

export const cloudClustersModule = createBackendModule({
  pluginId: 'dbaas',
  moduleId: 'cloud-clusters',
  register(env) {
    env.registerInit({
      deps: { clusters: dbaasClustersExtensionPoint },
      async init({ clusters }) {
        clusters.addClusterSource({
          getClusters: async () => ({
            clusters: [
              {
                name: 'prod-eu',
                url: 'https://prod-eu.example.org',
                authentication: {
                  type: 'token',
                  getToken: () => freshToken('prod-eu'),
                },
              },
            ],
          }),
        });
      },
    });
  },
});
