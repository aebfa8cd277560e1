import type {
  KubernetesObject,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { incarnationOf } from '../resources/names';
import { composedObject, databaseLabel } from '../resources/planned-resource';
import type { AwsNetwork, AwsSettings } from './aws-settings';
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
import { clockTime, dailyTime, later } from './daily-backup';

/** RDS makes no smaller volume of type gp3 for PostgreSQL. */
const LEAST_STORAGE_GB = 20;

/** From this size on RDS makes faster volumes, and wants to be told so when one grows. */
const FAST_STORAGE_GB = 400;
const FAST_STORAGE = { iops: 12_000, storageThroughput: 500 };

/** The shortest window that RDS accepts for a backup. */
const BACKUP_MINUTES = 30;

const existingSchema = z.object({
  spec: z.object({
    forProvider: z
      .object({ identifier: z.string(), allocatedStorage: z.number() })
      .partial(),
  }),
});

/** Size of the storage. RDS cannot shrink it. */
export function awsStorageGB(
  { storageGB }: CloudRequest<AwsNetwork>,
  existing: KubernetesObject | undefined,
): number {
  const { data } = existingSchema.safeParse(existing);
  return Math.max(
    LEAST_STORAGE_GB,
    storageGB,
    data?.spec.forProvider.allocatedStorage ?? 0,
  );
}

const statusSchema = z.object({
  status: z.object({ atProvider: z.object({ id: z.string().min(1) }) }),
});

/**
 * The external name is an id of RDS, and what the claim decides is a field, the
 * identifier (provider-upjet-aws#2232). The provider keeps the id for itself unless it
 * may late-initialize (crossplane/upjet#531), and would make the instance again after it
 * was restarted.
 */
function externalName(
  existing: KubernetesObject | undefined,
): Record<string, string> {
  const name =
    statusSchema.safeParse(existing).data?.status.atProvider.id ??
    externalNameOf(existing);
  return name === undefined ? {} : { [EXTERNAL_NAME]: name };
}

/** A DB instance of Amazon RDS (provider-upjet-aws 2.6). */
export function awsInstance(
  request: CloudRequest<AwsNetwork>,
  settings: AwsSettings,
  existing: KubernetesObject | undefined,
): KubernetesObject {
  const { claim, machineType, region, network } = request;
  const { spec } = claim;
  const former = existingSchema.safeParse(existing).data?.spec.forProvider;
  const identifier =
    former?.identifier ?? cloudServerName(claim, settings.namePrefix);
  const parameterGroupName = settings.parameterGroups[spec.version];
  return composedObject(claim, 'server', {
    apiVersion: 'rds.aws.m.upbound.io/v1beta1',
    kind: 'Instance',
    name: claim.metadata.name,
    annotations: externalName(existing),
    content: {
      spec: {
        providerConfigRef: settings.providerConfig,
        managementPolicies: managementPolicies(claim),
        forProvider: {
          region,
          identifier,
          engine: 'postgres',
          engineVersion: spec.version,
          allowMajorVersionUpgrade: true,
          autoMinorVersionUpgrade: true,
          // What a claim asks for is done now, not in the next maintenance window.
          applyImmediately: true,
          instanceClass: machineType,
          multiAz: spec.highAvailability,
          ...storageOf(request, existing),
          ...networkOf(network),
          ...(parameterGroupName && { parameterGroupName }),
          username: ADMINISTRATOR,
          passwordSecretRef: administratorPasswordRef(claim),
          ...backupOf(claim),
          ...deletionOf(claim, settings, identifier),
          tags: {
            ...settings.tags,
            [DATABASE_TAG]: databaseLabel(claim),
          },
        },
      },
    },
  });
}

function storageOf(
  request: CloudRequest<AwsNetwork>,
  existing: KubernetesObject | undefined,
) {
  const { kmsKeyArn } = request.network;
  const allocatedStorage = awsStorageGB(request, existing);
  return {
    allocatedStorage,
    storageType: 'gp3',
    ...(allocatedStorage >= FAST_STORAGE_GB && FAST_STORAGE),
    storageEncrypted: true,
    ...(kmsKeyArn && { kmsKeyId: kmsKeyArn }),
  };
}

function networkOf({ subnetGroup, securityGroups }: AwsNetwork) {
  return {
    publiclyAccessible: false,
    ...identified('dbSubnetGroupName', subnetGroup),
    ...('ids' in securityGroups
      ? { vpcSecurityGroupIds: securityGroups.ids }
      : { vpcSecurityGroupIdSelector: securityGroups }),
  };
}

/** Zero days are no backups. */
function backupOf({ spec: { backup } }: ManagedDatabase) {
  const begin = backup && dailyTime(backup.schedule);
  return {
    backupRetentionPeriod: backup?.retentionDays ?? 0,
    ...(begin && {
      backupWindow: `${clockTime(begin)}-${clockTime(
        later(begin, BACKUP_MINUTES),
      )}`,
    }),
  };
}

/**
 * The name of the last snapshot differs for claims of the same name that come one after
 * the other, or the second one could not be deleted.
 */
function deletionOf(
  claim: ManagedDatabase,
  { finalSnapshot }: AwsSettings,
  identifier: string,
) {
  return {
    deletionProtection: claim.spec.deletionProtection,
    copyTagsToSnapshot: true,
    skipFinalSnapshot: !finalSnapshot,
    ...(finalSnapshot && {
      finalSnapshotIdentifier: `${identifier}-final-${incarnationOf(claim)}`,
    }),
  };
}
