import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { dbaasServiceRef } from '@backstage-dbaas/plugin-dbaas-node';
import { createRenderManifestAction } from './actions/render-manifest';

/**
 * Adds the `dbaas:*` actions to the scaffolder.
 *
 * @public
 */
export const scaffolderModuleDbaas = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'dbaas',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        dbaas: dbaasServiceRef,
        permissions: coreServices.permissions,
        reader: coreServices.urlReader,
      },
      async init({ actions, ...options }) {
        actions.addActions(createRenderManifestAction(options));
      },
    });
  },
});
