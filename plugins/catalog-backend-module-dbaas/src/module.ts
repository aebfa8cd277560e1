import { DbaasClient } from '@backstage-dbaas/plugin-dbaas-common';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { DatabaseServiceEntityProvider } from './database-service-entity-provider';
import { readProviderConfig } from './provider-config';

/**
 * Adds database services to the catalog as Resource entities.
 *
 * @public
 */
export const catalogModuleDbaas = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'dbaas',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        processing: catalogProcessingExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ config, discovery, processing, scheduler, ...services }) {
        const { schedule, ...defaults } = readProviderConfig(config);
        processing.addEntityProvider(
          new DatabaseServiceEntityProvider({
            ...services,
            api: new DbaasClient({ discoveryApi: discovery }),
            taskRunner: scheduler.createScheduledTaskRunner(schedule),
            defaults,
          }),
        );
      },
    });
  },
});
