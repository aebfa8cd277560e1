import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { composedObject, databaseLabel } from '../resources/planned-resource';
import type { AzureNetwork, AzureSettings } from './azure-settings';
import { ADMINISTRATOR, administratorPasswordRef } from './cloud-administrator';
import type { CloudRequest } from './cloud-request';
import {
  cloudServerName,
  DATABASE_TAG,
  EXTERNAL_NAME,
  externalNameOf,
  managementPolicies,
} from './cloud-server';
import { identified } from './cloud-settings';
import { DEFAULT_BACKUP } from './daily-backup';

/** Group and version of the provider's kinds (provider-upjet-azure 2.7). */
export const AZURE_API_VERSION = 'dbforpostgresql.azure.m.upbound.io/v1beta1';

const MB_PER_GB = 1024;

/** The sizes of storage that there are, in GB (FlexibleServer `storageMb`). */
const SIZES_GB = [
  32, 64, 128, 256, 512, 1024, 2048, 4095, 4096, 8192, 16384, 32767,
];

/** The largest storage that Azure makes, in GB. */
export const MOST_STORAGE_GB = Math.max(...SIZES_GB);

const existingSchema = z.object({
  spec: z.object({ forProvider: z.object({ storageMb: z.number() }) }),
});

/** Size of the storage: the smallest that there is and that holds enough. It never shrinks. */
export function azureStorageGB(
  { storageGB }: CloudRequest<AzureNetwork>,
  existing: KubernetesObject | undefined,
): number {
  const { data } = existingSchema.safeParse(existing);
  const former = (data?.spec.forProvider.storageMb ?? 0) / MB_PER_GB;
  const least = Math.max(storageGB, former);
  return SIZES_GB.find(size => size >= least) ?? MOST_STORAGE_GB;
}

/** A FlexibleServer. */
export function azureServer(
  request: CloudRequest<AzureNetwork>,
  settings: AzureSettings,
  existing: KubernetesObject | undefined,
): KubernetesObject {
  const { claim, machineType, region, network } = request;
  const { spec } = claim;
  const name =
    externalNameOf(existing) ?? cloudServerName(claim, settings.namePrefix);
  return composedObject(claim, 'server', {
    apiVersion: AZURE_API_VERSION,
    kind: 'FlexibleServer',
    name: claim.metadata.name,
    annotations: { [EXTERNAL_NAME]: name },
    content: {
      spec: {
        providerConfigRef: settings.providerConfig,
        managementPolicies: managementPolicies(claim),
        forProvider: {
          location: region,
          ...identified('resourceGroupName', settings.resourceGroup),
          version: spec.version,
          skuName: machineType,
          storageMb: azureStorageGB(request, existing) * MB_PER_GB,
          ...zonesOf(request, settings, existing),
          ...networkOf(network),
          administratorLogin: ADMINISTRATOR,
          administratorPasswordSecretRef: administratorPasswordRef(claim),
          // Azure makes backups of every server.
          backupRetentionDays: (spec.backup ?? DEFAULT_BACKUP).retentionDays,
          geoRedundantBackupEnabled: settings.geoRedundantBackups,
          tags: {
            ...settings.tags,
            [DATABASE_TAG]: databaseLabel(claim),
          },
        },
      },
    },
  });
}

const zonesSchema = z.object({
  status: z.object({
    atProvider: z.object({
      zone: z.string().optional(),
      highAvailability: z
        .object({ standbyAvailabilityZone: z.string().optional() })
        .optional(),
    }),
  }),
});

/**
 * Zones that Azure chose are asked for, too: the provider takes a zone that is not asked
 * for as one to be changed, which is refused (provider-upjet-azure#1090).
 */
function zonesOf(
  { claim, network }: CloudRequest<AzureNetwork>,
  settings: AzureSettings,
  existing: KubernetesObject | undefined,
) {
  const actual = zonesSchema.safeParse(existing).data?.status.atProvider;
  const zone = network.zone ?? actual?.zone;
  const standby =
    network.standbyZone ?? actual?.highAvailability?.standbyAvailabilityZone;
  return {
    ...(zone && { zone }),
    ...(claim.spec.highAvailability && {
      highAvailability: {
        mode: settings.standby,
        ...(standby && { standbyAvailabilityZone: standby }),
      },
    }),
  };
}

function networkOf(network: AzureNetwork) {
  return 'delegatedSubnet' in network
    ? {
        publicNetworkAccessEnabled: false,
        ...identified('delegatedSubnetId', network.delegatedSubnet),
        ...identified('privateDnsZoneId', network.privateDnsZone),
      }
    : { publicNetworkAccessEnabled: true };
}
