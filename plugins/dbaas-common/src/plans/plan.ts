import { z } from 'zod';
import { MADE_PLACEMENTS } from '../request/placement';

const quantity = z.string().regex(/^\d+(\.\d+)?(m|Ki|Mi|Gi|Ti)?$/, {
  error: 'Use a Kubernetes quantity such as 500m or 2Gi.',
});

/** One size that the platform team offers. @public */
export const planSchema = z.object({
  name: z.string().regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/),
  title: z.string(),
  description: z.string().default(''),
  /** Requested CPU of each instance. */
  cpu: quantity,
  /** Requested memory of each instance. */
  memory: quantity,
  storageGB: z.number().int().positive(),
  /** Instances without high availability. */
  instances: z.number().int().positive().default(1),
  /** Instances with high availability. */
  highlyAvailableInstances: z.number().int().min(2).default(3),
  /** Of servers at `cnpg`; clouds decide by the memory of the machine type. */
  maxConnections: z.number().int().positive().default(100),
  /** Machine types of managed services: RDS instance class, Azure SKU, Cloud SQL tier. */
  machineTypes: z
    .partialRecord(z.enum(MADE_PLACEMENTS), z.string().min(1))
    .default({}),
});

/** @public */
export type Plan = z.infer<typeof planSchema>;

/** The catalogue of plans: names are unique. @public */
export const planCatalogueSchema = z
  .array(planSchema)
  .min(1)
  .refine(
    plans => new Set(plans.map(plan => plan.name)).size === plans.length,
    {
      error: 'Two plans have the same name.',
    },
  );

/** The plans that are offered when none are configured. @public */
export const DEFAULT_PLANS: readonly Plan[] = planCatalogueSchema.parse([
  {
    name: 'small',
    title: 'Small',
    description: 'For development and small services',
    cpu: '500m',
    memory: '1Gi',
    storageGB: 10,
    maxConnections: 100,
    machineTypes: {
      aws: 'db.t4g.small',
      azure: 'B_Standard_B1ms',
      google: 'db-custom-1-3840',
    },
  },
  {
    name: 'medium',
    title: 'Medium',
    description: 'For most production services',
    cpu: '2',
    memory: '8Gi',
    storageGB: 50,
    maxConnections: 200,
    machineTypes: {
      aws: 'db.m7g.large',
      azure: 'GP_Standard_D2ds_v5',
      google: 'db-custom-2-8192',
    },
  },
  {
    name: 'large',
    title: 'Large',
    description: 'For services with much data or many users',
    cpu: '8',
    memory: '32Gi',
    storageGB: 200,
    maxConnections: 500,
    machineTypes: {
      aws: 'db.m7g.2xlarge',
      azure: 'GP_Standard_D8ds_v5',
      google: 'db-custom-8-32768',
    },
  },
]);

/** The plan of a name, or undefined. @public */
export function findPlan(
  plans: readonly Plan[],
  name: string,
): Plan | undefined {
  return plans.find(plan => plan.name === name);
}

/** What to tell somebody who asked for a plan that is not offered. @public */
export function unknownPlanMessage(
  plans: readonly Plan[],
  name: string,
): string {
  return `There is no plan "${name}". Choose one of: ${plans
    .map(plan => plan.name)
    .join(', ')}.`;
}
