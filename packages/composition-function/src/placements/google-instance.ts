import type {
  KubernetesObject,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { composedName } from '../resources/names';
import { composedObject } from '../resources/planned-resource';
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
import { clockTime, dailyTime, DEFAULT_BACKUP } from './daily-backup';
import type { GoogleNetwork, GoogleSettings } from './google-settings';

const API_VERSION = 'sql.gcp.m.upbound.io/v1beta1';
const LEAST_STORAGE_GB = 10;

/** Longest history for recovery to a point in time (edition ENTERPRISE). */
const MOST_LOG_DAYS = 7;

const existingSchema = z.object({
  spec: z.object({
    forProvider: z.object({ settings: z.object({ diskSize: z.number() }) }),
  }),
});

/** Size of the storage. The provider would make another server to shrink it. */
export function googleStorageGB(
  { storageGB }: CloudRequest<GoogleNetwork>,
  existing: KubernetesObject | undefined,
): number {
  const { data } = existingSchema.safeParse(existing);
  return Math.max(
    LEAST_STORAGE_GB,
    storageGB,
    data?.spec.forProvider.settings.diskSize ?? 0,
  );
}

/** A DatabaseInstance of Cloud SQL (provider-upjet-gcp 3.0). */
export function googleInstance(
  request: CloudRequest<GoogleNetwork>,
  settings: GoogleSettings,
  existing: KubernetesObject | undefined,
): KubernetesObject {
  const { claim, region, network } = request;
  const { encryptionKeyName } = network;
  const name =
    externalNameOf(existing) ?? cloudServerName(claim, settings.namePrefix);
  return composedObject(claim, 'server', {
    apiVersion: API_VERSION,
    kind: 'DatabaseInstance',
    name: claim.metadata.name,
    annotations: { [EXTERNAL_NAME]: name },
    content: {
      spec: {
        providerConfigRef: settings.providerConfig,
        managementPolicies: managementPolicies(claim),
        // The authority of the certificate is told there only.
        writeConnectionSecretToRef: {
          name: composedName(claim.metadata.name, 'server', 'connection'),
        },
        forProvider: {
          ...(settings.project && { project: settings.project }),
          region,
          databaseVersion: `POSTGRES_${claim.spec.version}`,
          ...(encryptionKeyName && { encryptionKeyName }),
          // The provider refuses a deletion until this is false, and it is true by default.
          deletionProtection: claim.spec.deletionProtection,
          settings: instanceSettings(request, settings, existing),
        },
      },
    },
  });
}

function instanceSettings(
  request: CloudRequest<GoogleNetwork>,
  settings: GoogleSettings,
  existing: KubernetesObject | undefined,
) {
  const { claim, machineType, network } = request;
  const { spec } = claim;
  const flags = Object.entries(settings.parameters);
  return {
    tier: machineType,
    edition: editionOf(machineType),
    availabilityType: spec.highAvailability ? 'REGIONAL' : 'ZONAL',
    diskSize: googleStorageGB(request, existing),
    // It grows when the claim says so, and the provider does not see it as a change.
    diskAutoresize: false,
    ipConfiguration: ipConfiguration(network),
    backupConfiguration: backupConfiguration(claim),
    deletionProtectionEnabled: spec.deletionProtection,
    retainBackupsOnDelete: settings.keepBackups,
    ...(flags.length > 0 && {
      databaseFlags: flags.map(([name, value]) => ({ name, value })),
    }),
    userLabels: {
      ...settings.tags,
      [DATABASE_TAG]: `${claim.metadata.namespace}_${claim.metadata.name}`,
    },
  };
}

/**
 * Each machine type belongs to one edition, and Cloud SQL takes the other one for
 * PostgreSQL 16 and newer when nothing is said.
 */
function editionOf(machineType: string): string {
  return machineType.startsWith('db-custom-') ||
    ['db-f1-micro', 'db-g1-small'].includes(machineType)
    ? 'ENTERPRISE'
    : 'ENTERPRISE_PLUS';
}

/** With an authority for each server its signature alone tells the server from others. */
function ipConfiguration({
  privateNetwork,
  allocatedIpRange,
  authorizedNetworks,
}: GoogleNetwork) {
  return {
    ipv4Enabled: authorizedNetworks !== undefined,
    ...(privateNetwork && identified('privateNetwork', privateNetwork)),
    ...(allocatedIpRange && { allocatedIpRange }),
    ...(authorizedNetworks && {
      authorizedNetworks: authorizedNetworks.map(({ name, cidr }) => ({
        name,
        value: cidr,
      })),
    }),
    sslMode: 'ENCRYPTED_ONLY',
    serverCaMode: 'GOOGLE_MANAGED_INTERNAL_CA',
  };
}

function backupConfiguration({ spec }: ManagedDatabase) {
  // Cloud SQL makes no standby without them.
  const backup =
    spec.backup ?? (spec.highAvailability ? DEFAULT_BACKUP : undefined);
  if (!backup) return { enabled: false, pointInTimeRecoveryEnabled: false };
  const { retentionDays, schedule } = backup;
  const time = dailyTime(schedule);
  return {
    enabled: true,
    pointInTimeRecoveryEnabled: true,
    ...(time && { startTime: clockTime(time) }),
    // One each day.
    backupRetentionSettings: {
      retainedBackups: retentionDays,
      retentionUnit: 'COUNT',
    },
    transactionLogRetentionDays: Math.min(retentionDays, MOST_LOG_DAYS),
  };
}

/**
 * The administrator. It goes with its server, and could not go before, because it owns
 * something; so its provider may not delete it.
 */
export function googleAdministrator(
  { claim }: CloudRequest<GoogleNetwork>,
  settings: GoogleSettings,
): KubernetesObject {
  return composedObject(claim, 'server', {
    apiVersion: API_VERSION,
    kind: 'User',
    name: composedName(claim.metadata.name, 'administrator'),
    annotations: { [EXTERNAL_NAME]: ADMINISTRATOR },
    content: {
      spec: {
        providerConfigRef: settings.providerConfig,
        managementPolicies: ['Observe', 'Create', 'Update'],
        forProvider: {
          ...(settings.project && { project: settings.project }),
          instanceRef: { name: claim.metadata.name },
          passwordSecretRef: administratorPasswordRef(claim),
        },
      },
    },
  });
}
