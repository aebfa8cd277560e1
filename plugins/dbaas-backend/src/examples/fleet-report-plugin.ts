import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { dbaasServiceRef } from '@backstage-dbaas/plugin-dbaas-node';

export const fleetReportPlugin = createBackendPlugin({
  pluginId: 'fleet-report',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        dbaas: dbaasServiceRef,
        logger: coreServices.logger,
      },
      async init({ auth, dbaas, logger }) {
        const credentials = await auth.getOwnServiceCredentials();
        const { totalItems } = await dbaas.list(
          { state: ['failed'] },
          { credentials },
        );
        logger.info(`${totalItems} database services have failed`);
      },
    });
  },
});
