import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';

const CONFIG_KEY = 'catalog.providers.dbaas';
const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 1 },
  timeout: { minutes: 1 },
  // Clusters are read while the backend starts; before that there is nothing to see.
  initialDelay: { seconds: 15 },
};

/** How the entities are made. */
export interface EntityDefaults {
  entityNamespace: string;
  /** Owner of database services without an owned entity. */
  defaultOwner: string;
}

/** `catalog.providers.dbaas`. */
export interface ProviderConfig extends EntityDefaults {
  schedule: SchedulerServiceTaskScheduleDefinition;
}

/** Reads the configuration; all of it may be missing. */
export function readProviderConfig(config: Config): ProviderConfig {
  const provider = config.getOptionalConfig(CONFIG_KEY);
  return {
    schedule: readSchedule(provider?.getOptionalConfig('schedule')),
    entityNamespace:
      provider?.getOptionalString('entityNamespace') ?? DEFAULT_NAMESPACE,
    defaultOwner: provider?.getOptionalString('defaultOwner') ?? 'unknown',
  };
}

function readSchedule(
  schedule: Config | undefined,
): SchedulerServiceTaskScheduleDefinition {
  if (!schedule) return DEFAULT_SCHEDULE;
  try {
    return readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule);
  } catch (error) {
    throw new Error(
      `${CONFIG_KEY}.schedule is not valid: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}
