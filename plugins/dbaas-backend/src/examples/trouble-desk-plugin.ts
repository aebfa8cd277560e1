import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  DATABASE_SERVICE_EVENT_TOPIC,
  databaseServiceEventSchema,
} from '@backstage-dbaas/plugin-dbaas-node';

export const troubleDeskPlugin = createBackendPlugin({
  pluginId: 'trouble-desk',
  register(env) {
    env.registerInit({
      deps: { events: eventsServiceRef, logger: coreServices.logger },
      async init({ events, logger }) {
        await events.subscribe({
          id: 'trouble-desk',
          topics: [DATABASE_SERVICE_EVENT_TOPIC],
          async onEvent({ eventPayload }) {
            const { ref, topic } =
              databaseServiceEventSchema.parse(eventPayload);
            logger.info(`Database ${ref.namespace}/${ref.name}: ${topic}`);
          },
        });
      },
    });
  },
});
