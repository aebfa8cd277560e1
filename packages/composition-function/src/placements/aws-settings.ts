import { POSTGRESQL_VERSIONS } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import {
  cloudFields,
  identifiedSchema,
  regionsSchema,
  selectorSchema,
} from './cloud-settings';

const networkSchema = z.strictObject({
  /** DB subnet group of RDS, which says in which VPC and subnets servers are. */
  subnetGroup: identifiedSchema,
  /** Who reaches the servers. */
  securityGroups: z.union([
    z.strictObject({ ids: z.array(z.string().min(1)).min(1) }),
    selectorSchema,
  ]),
  /** ARN of the key that storage is encrypted with; the one of AWS by default. */
  kmsKeyArn: z.string().min(1).optional(),
});

/** The network of the servers of a region. */
export type AwsNetwork = z.infer<typeof networkSchema>;

/** How servers are made by Amazon RDS. */
export const awsSettingsSchema = z.strictObject({
  ...cloudFields,
  regions: regionsSchema(networkSchema),
  /** DB parameter group for each major version; that of AWS by default. */
  parameterGroups: z
    .partialRecord(z.enum(POSTGRESQL_VERSIONS), z.string().min(1))
    .default({}),
  /** Whether a snapshot is left behind when a server is deleted. */
  finalSnapshot: z.boolean().default(true),
  /**
   * ConfigMap with the authorities of RDS, which AWS publishes for each region. Without
   * it connections are encrypted, and the server is not verified.
   */
  certificateAuthorities: z
    .strictObject({
      namespace: z.string().min(1),
      name: z.string().min(1),
      key: z.string().min(1).default('ca.crt'),
    })
    .optional(),
});

/** @see awsSettingsSchema */
export type AwsSettings = z.infer<typeof awsSettingsSchema>;
