import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { dbaasPermissions } from '@backstage-dbaas/plugin-dbaas-common';
import {
  annotationLinkStrategy,
  databaseServicePermissionResourceRef,
  databaseServiceRules,
  dbaasClustersExtensionPoint,
  dbaasConnectionSnippetsExtensionPoint,
  dbaasEntityLinksExtensionPoint,
  dbaasReadersExtensionPoint,
} from '@backstage-dbaas/plugin-dbaas-node';
import { registerActions } from './actions/register-actions';
import { createRouter } from './http/router';
import { createStatusFlow } from './status-flow';
import { Extensions } from './extensions';

/**
 * Watches the clusters and answers how every database service is doing.
 *
 * @public
 */
export const dbaasPlugin = createBackendPlugin({
  pluginId: 'dbaas',
  register(env) {
    const extensions = new Extensions(annotationLinkStrategy);
    env.registerExtensionPoint(dbaasClustersExtensionPoint, extensions);
    env.registerExtensionPoint(
      dbaasConnectionSnippetsExtensionPoint,
      extensions,
    );
    env.registerExtensionPoint(dbaasEntityLinksExtensionPoint, extensions);
    env.registerExtensionPoint(dbaasReadersExtensionPoint, extensions);

    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
      },
      async init(deps) {
        const flow = await createStatusFlow({ ...deps, extensions });
        deps.permissionsRegistry.addResourceType({
          resourceRef: databaseServicePermissionResourceRef,
          permissions: dbaasPermissions,
          rules: Object.values(databaseServiceRules),
          getResources: async refs => refs.map(ref => flow.resourceOf(ref)),
        });
        deps.httpRouter.addAuthPolicy({
          path: '/health',
          allow: 'unauthenticated',
        });
        deps.httpRouter.use(
          createRouter({ api: flow.api, httpAuth: deps.httpAuth }),
        );
        registerActions(deps.actionsRegistry, flow.api);
        deps.lifecycle.addStartupHook(() => flow.start());
        deps.lifecycle.addShutdownHook(() => flow.stop());
      },
    });
  },
});
