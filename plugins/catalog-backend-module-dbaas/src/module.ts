import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { dbaasServiceRef } from '@backstage-dbaas/plugin-dbaas-node';
import { DatabaseEntityProvider } from './database-entity-provider';

const CONFIG_KEY = 'catalog.providers.dbaas';
const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 1 },
  timeout: { minutes: 1 },
  // The clusters are read while the backend starts; before that there is nothing to see.
  initialDelay: { seconds: 15 },
};

/**
 * Adds an entity for every database service to the catalog.
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
        catalogProcessing: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        dbaas: dbaasServiceRef,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({
        auth,
        catalog,
        catalogProcessing,
        config,
        dbaas,
        logger,
        scheduler,
      }) {
        const settings = config.getOptionalConfig(CONFIG_KEY);
        const schedule = settings?.has('schedule')
          ? readSchedulerServiceTaskScheduleDefinitionFromConfig(
              settings.getConfig('schedule'),
            )
          : DEFAULT_SCHEDULE;
        catalogProcessing.addEntityProvider(
          new DatabaseEntityProvider({
            auth,
            catalog,
            dbaas,
            defaultOwner:
              settings?.getOptionalString('defaultOwner') ?? 'unknown',
            logger,
            taskRunner: scheduler.createScheduledTaskRunner(schedule),
          }),
        );
      },
    });
  },
});
