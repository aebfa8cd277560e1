import type { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  catalog?: {
    providers?: {
      dbaas?: {
        /** How often the entities are made anew. Every minute by default. */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
        /**
         * Owner of database services that belong to no entity, as an entity ref.
         * "unknown" by default.
         */
        defaultOwner?: string;
      };
    };
  };
}
