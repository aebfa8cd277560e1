import { z } from 'zod';
import {
  cloudFields,
  identifiedSchema,
  parametersSchema,
  regionsSchema,
} from './cloud-settings';

const networkSchema = z
  .strictObject({
    /** The VPC network in which servers have a private address. */
    privateNetwork: identifiedSchema.optional(),
    /** Range of that network that addresses are taken from. */
    allocatedIpRange: z.string().min(1).optional(),
    /** Who reaches servers by a public address. Without it they have none. */
    authorizedNetworks: z
      .array(
        z.strictObject({ name: z.string().min(1), cidr: z.string().min(1) }),
      )
      .min(1)
      .optional(),
    /** Name of the key that storage is encrypted with; the one of Google by default. */
    encryptionKeyName: z.string().min(1).optional(),
  })
  .refine(network => network.privateNetwork ?? network.authorizedNetworks, {
    error: 'Name a privateNetwork, or authorizedNetworks for a public address.',
  });

/** The network of the servers of a region. */
export type GoogleNetwork = z.infer<typeof networkSchema>;

/** How servers are made by Google Cloud SQL. */
export const googleSettingsSchema = z.strictObject({
  ...cloudFields,
  /** The project of the ProviderConfig by default. */
  project: z.string().min(1).optional(),
  regions: regionsSchema(networkSchema),
  /** Flags of Cloud SQL. */
  parameters: parametersSchema,
  /** Whether backups are kept for their time when a server is deleted. */
  keepBackups: z.boolean().default(true),
});

/** @see googleSettingsSchema */
export type GoogleSettings = z.infer<typeof googleSettingsSchema>;
