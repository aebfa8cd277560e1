import { z } from 'zod';
import type { FieldError, ParseResult } from '../request/manifest';
import { planCatalogueSchema, type Plan } from './plan';

/**
 * The object in the platform cluster that holds the catalogue of plans, for the
 * composition function and the portal alike. It has no namespace.
 *
 * @public
 */
export const SHARED_PLANS = {
  group: 'apiextensions.crossplane.io',
  version: 'v1beta1',
  apiVersion: 'apiextensions.crossplane.io/v1beta1',
  kind: 'EnvironmentConfig',
  plural: 'environmentconfigs',
  name: 'dbaas-plans',
} as const;

const sharedPlansSchema = z.object({
  data: z.strictObject({ plans: planCatalogueSchema }),
});

/** The plans in {@link SHARED_PLANS}, or every field of it that is wrong. @public */
export function readSharedPlans(object: unknown): ParseResult<Plan[]> {
  const parsed = sharedPlansSchema.safeParse(object);
  return parsed.success
    ? { ok: true, value: parsed.data.data.plans }
    : { ok: false, errors: parsed.error.issues.map(errorOf) };
}

function errorOf({ path, message }: z.core.$ZodIssue): FieldError {
  return { path: z.core.toDotPath(path), message };
}
