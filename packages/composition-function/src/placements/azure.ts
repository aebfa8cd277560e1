import type { ManagedDatabase } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Problem } from '../claim/problem';
import type { ObservedResources } from '../resources/observed-resources';
import { besideServer } from './azure-beside';
import { isLocked, lockRequirement, planLock } from './azure-lock';
import { azureServer, azureStorageGB, MOST_STORAGE_GB } from './azure-server';
import type { AzureNetwork, AzureSettings } from './azure-settings';
import { cloudPlacement, type CloudServer } from './cloud-placement';
import {
  cloudRequest,
  type CloudClaim,
  type CloudRequest,
} from './cloud-request';
import { administratorAccess } from './cloud-server';
import { DEFAULT_BACKUP } from './daily-backup';
import { SERVER, type Placement } from './placement';
import type { RequiredObjects, ServerAccess } from './server-access';

const PORT = 5432;

/** FlexibleServer `version` (provider-upjet-azure 2.7). */
const VERSIONS = ['15', '16', '17'];

/** Users and databases of Azure itself. */
const RESERVED = /^azure(su$|_)/;

/** SKUs of the tier for small servers, which have no standby. */
const BURSTABLE = /^B_/;

/** A flexible server of Azure Database for PostgreSQL. */
export function azurePlacement(
  asked: CloudClaim,
  settings: AzureSettings,
): Placement | Problem[] {
  const request = cloudRequest(asked, {
    cloud: 'azure',
    ...settings,
    versions: VERSIONS,
    retentionDays: { least: 7, most: 35 },
    reserved: RESERVED,
  });
  if (Array.isArray(request)) return request;
  const problems = [...standbyProblems(request), ...storageProblems(request)];
  if (problems.length > 0) return problems;
  const { claim } = request;
  const placement = cloudPlacement(serverOf(request, settings));
  return {
    ...placement,
    planServer: observed => [
      ...placement.planServer(observed),
      ...planLock(claim, settings, observed),
    ],
  };
}

function serverOf(
  request: CloudRequest<AzureNetwork>,
  settings: AzureSettings,
): CloudServer {
  const { claim } = request;
  return {
    claim,
    object: existing => azureServer(request, settings, existing),
    storageGB: existing => azureStorageGB(request, existing),
    versionField: 'version',
    beside: besideServer(request, settings),
    isProtected: (_observed, required) => isLocked(settings, required),
    readAccess,
    requirements: lockRequirement(claim, settings),
    warnings: warningsOf(claim),
  };
}

function standbyProblems({
  claim,
  machineType,
}: CloudRequest<AzureNetwork>): Problem[] {
  if (!claim.spec.highAvailability || !BURSTABLE.test(machineType)) return [];
  return [
    {
      path: 'spec.highAvailability',
      message: `Servers of plan "${claim.spec.plan}" (${machineType}) have no standby at placement "azure". Choose a larger plan, or set it to false.`,
    },
  ];
}

function storageProblems({ storageGB }: CloudRequest<AzureNetwork>): Problem[] {
  return storageGB <= MOST_STORAGE_GB
    ? []
    : [
        {
          path: 'spec.storageGB',
          message: `Placement "azure" makes servers with up to ${MOST_STORAGE_GB} GB.`,
        },
      ];
}

function warningsOf({ spec: { backup } }: ManagedDatabase): string[] {
  return backup && backup.schedule !== DEFAULT_BACKUP.schedule
    ? [
        'spec.backup.schedule: Azure makes one backup each day and chooses the time itself.',
      ]
    : [];
}

const serverSchema = z.object({
  status: z.object({ atProvider: z.object({ fqdn: z.string().min(1) }) }),
});

/**
 * Certificates name the address of the server and come from a public authority. The
 * user name in the connection Secret of the provider (`login@server`) is refused by
 * flexible servers.
 */
function readAccess(
  required: RequiredObjects,
  observed: ObservedResources,
): ServerAccess {
  const server = serverSchema.safeParse(observed.get(SERVER)?.object);
  return administratorAccess(
    required,
    server.data && { host: server.data.status.atProvider.fqdn, port: PORT },
    { mode: 'verify-full', ca: '' },
  );
}
