import { createBackendModule } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { dbaasEntityLinksExtensionPoint } from '@backstage-dbaas/plugin-dbaas-node';

const ANNOTATION = 'example.org/db';

export const companyLinksModule = createBackendModule({
  pluginId: 'dbaas',
  moduleId: 'company-links',
  register(env) {
    env.registerInit({
      deps: { links: dbaasEntityLinksExtensionPoint },
      async init({ links }) {
        links.setEntityLinkStrategy({
          entityFilter: {
            [`metadata.annotations.${ANNOTATION}`]: CATALOG_FILTER_EXISTS,
          },
          databasesOf({ metadata }) {
            const name = metadata.annotations?.[ANNOTATION];
            return name ? [{ namespace: 'team-orders', name }] : [];
          },
          entitiesOf({ metadata }) {
            const app = metadata.labels?.['example.org/app'];
            return app ? [`component:default/${app}`] : [];
          },
        });
      },
    });
  },
});
