import type { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  catalog?: {
    providers?: {
      dbaas?: {
        /** How often the database services are read. Default: every minute. */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
        /** Namespace of the entities. Default: default. */
        entityNamespace?: string;
        /**
         * Entity ref of the owner of database services that no owned entity is
         * linked to. Default: unknown.
         */
        defaultOwner?: string;
      };
    };
  };
}
