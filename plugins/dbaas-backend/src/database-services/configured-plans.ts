import {
  planCatalogueSchema,
  type Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** `dbaas.plans`: how long a first build takes depends on the plan. */
export function configuredPlans(config: Config): Plan[] | undefined {
  const configured = config.getOptional('dbaas.plans');
  if (configured === undefined) return undefined;
  const parsed = planCatalogueSchema.safeParse(configured);
  if (parsed.success) return parsed.data;
  throw new InputError(
    `dbaas.plans is not valid: ${z.prettifyError(parsed.error)}`,
  );
}
