import { z } from 'zod';
import {
  cloudFields,
  identifiedSchema,
  parametersSchema,
  regionsSchema,
} from './cloud-settings';

const address = z.union([z.ipv4(), z.ipv6()]);

/** Availability zones, where a region has some. Azure chooses those that are not said. */
const zones = {
  zone: z.string().min(1).optional(),
  standbyZone: z.string().min(1).optional(),
};

/** Servers have a private address in a subnet, or a public one behind a firewall. */
const networkSchema = z.union([
  z.strictObject({
    ...zones,
    /** Subnet that is delegated to Microsoft.DBforPostgreSQL/flexibleServers. */
    delegatedSubnet: identifiedSchema,
    /** Zone in which servers get their names. */
    privateDnsZone: identifiedSchema,
  }),
  z.strictObject({
    ...zones,
    /** Who reaches servers, by name of the rule. */
    firewallRules: z.record(
      z.string().regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/),
      z.strictObject({ from: address, to: address }),
    ),
  }),
]);

/** The network of the servers of a region. */
export type AzureNetwork = z.infer<typeof networkSchema>;

/** How servers are made by Azure Database for PostgreSQL. */
export const azureSettingsSchema = z.strictObject({
  ...cloudFields,
  resourceGroup: identifiedSchema,
  regions: regionsSchema(networkSchema),
  /** Server parameters. Extensions that claims ask for are allowed beside these. */
  parameters: parametersSchema,
  /** Where the standby of a highly available server is. */
  standby: z.enum(['ZoneRedundant', 'SameZone']).default('ZoneRedundant'),
  /** Whether backups are kept in the paired region, too. */
  geoRedundantBackups: z.boolean().default(false),
  /**
   * Whether a management lock keeps protected servers from being deleted. The provider
   * needs the right to make locks (Microsoft.Authorization/locks/*).
   */
  managementLocks: z.boolean().default(false),
});

/** @see azureSettingsSchema */
export type AzureSettings = z.infer<typeof azureSettingsSchema>;
