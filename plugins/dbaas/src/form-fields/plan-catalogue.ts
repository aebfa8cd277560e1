import type { ConfigApi } from '@backstage/core-plugin-api';
import {
  DEFAULT_PLANS,
  planCatalogueSchema,
  type Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

export type PlanCatalogue =
  | { ok: true; plans: readonly Plan[] }
  | { ok: false; reason: string };

/** The plans on offer: those of the configuration, or the usual three. */
export function readPlanCatalogue(config: ConfigApi): PlanCatalogue {
  const configured = config.getOptional('dbaas.plans');
  if (configured === undefined) return { ok: true, plans: DEFAULT_PLANS };
  const parsed = planCatalogueSchema.safeParse(configured);
  return parsed.success
    ? { ok: true, plans: parsed.data }
    : { ok: false, reason: z.prettifyError(parsed.error) };
}
