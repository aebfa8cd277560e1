import {
  COMPOSITION_SETTINGS_KIND,
  MANAGED_DATABASE,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { awsSettingsSchema } from './placements/aws-settings';
import { azureSettingsSchema } from './placements/azure-settings';
import { googleSettingsSchema } from './placements/google-settings';

const duration = z.string().regex(/^([0-9]+(s|m|h))+$/, {
  error: 'Write a duration such as 30s or 1m.',
});

/**
 * What the platform team decides, as the `input` of the pipeline step in the
 * Composition. Everything has a default.
 */
export const settingsSchema = z.strictObject({
  apiVersion: z.literal(MANAGED_DATABASE.apiVersion),
  kind: z.literal(COMPOSITION_SETTINGS_KIND),
  secrets: z
    .strictObject({
      /** ClusterSecretStore on the platform cluster and on every application cluster. */
      clusterSecretStore: z.string().min(1).default('dbaas'),
      /** How often credentials are pushed and pulled. */
      refreshInterval: duration.default('1m'),
    })
    .prefault({}),
  cnpg: z
    .strictObject({
      /** Repository of the PostgreSQL images; the major version is the tag. */
      imageRepository: z
        .string()
        .min(1)
        .default('ghcr.io/cloudnative-pg/postgresql'),
      storageClass: z.string().min(1).optional(),
      /**
       * A Service of type LoadBalancer by which other clusters reach the server.
       * Without it credentials hold the address inside the cluster.
       */
      exposure: z
        .strictObject({
          annotations: z.record(z.string(), z.string()).default({}),
        })
        .optional(),
      /**
       * The place for backups: `configuration` of an ObjectStore of the plugin for
       * Barman Cloud. Without it no claim can ask for backups.
       */
      backups: z
        .strictObject({
          configuration: z.looseObject({ destinationPath: z.string().min(1) }),
        })
        .optional(),
    })
    .prefault({}),
  /** Servers at AWS, where the platform makes some. */
  aws: awsSettingsSchema.optional(),
  /** Servers at Azure, where the platform makes some. */
  azure: azureSettingsSchema.optional(),
  /** Servers at Google Cloud, where the platform makes some. */
  google: googleSettingsSchema.optional(),
});

/** The settings of the platform team. */
export type Settings = z.infer<typeof settingsSchema>;

/** The settings of a pipeline step without `input`. */
export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({
  apiVersion: MANAGED_DATABASE.apiVersion,
  kind: COMPOSITION_SETTINGS_KIND,
});

/** Reads the `input` of the pipeline step. Throws with every field that is wrong. */
export function readSettings(input: unknown): Settings {
  if (input === undefined) return DEFAULT_SETTINGS;
  const parsed = settingsSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Error(
    `The input of the pipeline step is not valid. ${z.prettifyError(
      parsed.error,
    )}`,
  );
}
