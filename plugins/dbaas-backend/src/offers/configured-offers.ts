import {
  placementCatalogueSchema,
  planCatalogueSchema,
  type OfferedPlacement,
  type Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** What the configuration offers; it wins over what the clusters say. */
export interface ConfiguredOffers {
  plans?: Plan[];
  placements?: OfferedPlacement[];
}

/** `dbaas.plans` and `dbaas.placements`. */
export function configuredOffers(config: Config): ConfiguredOffers {
  return {
    plans: configured(config, 'dbaas.plans', planCatalogueSchema),
    placements: configured(
      config,
      'dbaas.placements',
      placementCatalogueSchema,
    ),
  };
}

function configured<T>(
  config: Config,
  key: string,
  schema: z.ZodType<T>,
): T | undefined {
  const value = config.getOptional(key);
  if (value === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError(`${key} is not valid: ${z.prettifyError(parsed.error)}`);
}
