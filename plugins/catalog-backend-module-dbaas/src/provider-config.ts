import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';

const CONFIG_KEY = 'catalog.providers.dbaas';

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

/** Reads the configuration; undefined when no entities are wanted. */
export function readProviderConfig(config: Config): ProviderConfig | undefined {
  const provider = config.getOptionalConfig(CONFIG_KEY);
  if (!provider) return undefined;
  return {
    schedule: readSchedulerServiceTaskScheduleDefinitionFromConfig(
      provider.getConfig('schedule'),
    ),
    entityNamespace:
      provider.getOptionalString('entityNamespace') ?? DEFAULT_NAMESPACE,
    defaultOwner: provider.getOptionalString('defaultOwner') ?? 'unknown',
  };
}
