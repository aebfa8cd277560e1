import type { ManagedDatabase } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { gate } from '../resources/gates';
import { composedName } from '../resources/names';
import type { ObservedResources } from '../resources/observed-resources';
import {
  composedObject,
  type PlannedResource,
} from '../resources/planned-resource';
import type { AzureSettings } from './azure-settings';
import { SERVER } from './placement';
import type { RequiredObjects, Requirement } from './server-access';

/** Name of the lock within the composition, and of what is read to see it go. */
const LOCK = 'server-lock';

const KIND = {
  apiVersion: 'authorization.azure.m.upbound.io/v1beta1',
  kind: 'ManagementLock',
} as const;

const lockName = ({ metadata }: ManagedDatabase) =>
  composedName(metadata.name, 'server', 'lock');

const serverSchema = z.object({
  status: z.object({ atProvider: z.object({ id: z.string().min(1) }) }),
});
const lockSchema = z.object({
  spec: z.object({ forProvider: z.object({ scope: z.string() }) }),
});

/**
 * FlexibleServers have no switch against deletion. A lock of Azure is one, for
 * everybody and everything in the server.
 */
export function planLock(
  claim: ManagedDatabase,
  settings: AzureSettings,
  observed: ObservedResources,
): PlannedResource[] {
  if (!settings.managementLocks || !claim.spec.deletionProtection) return [];
  const server = serverSchema.safeParse(observed.get(SERVER)?.object);
  const former = lockSchema.safeParse(observed.get(LOCK)?.object);
  const scope =
    former.data?.spec.forProvider.scope ?? server.data?.status.atProvider.id;
  return [
    {
      name: LOCK,
      layer: 'server',
      object: composedObject(claim, 'server', {
        ...KIND,
        name: lockName(claim),
        content: {
          spec: {
            providerConfigRef: settings.providerConfig,
            forProvider: {
              name: lockName(claim),
              lockLevel: 'CanNotDelete',
              notes: 'Deletion protection of a ManagedDatabase.',
              scope,
            },
          },
        },
      }),
      gate: () => gate({ met: scope !== undefined, what: 'the server' }),
    },
  ];
}

/** The lock, for Crossplane to look whether it is gone. */
export function lockRequirement(
  claim: ManagedDatabase,
  { managementLocks }: AzureSettings,
): Record<string, Requirement> {
  return managementLocks
    ? {
        [LOCK]: {
          ...KIND,
          matchName: lockName(claim),
          namespace: claim.metadata.namespace,
        },
      }
    : {};
}

/** Whether the server is locked. Until Crossplane has looked the lock counts as there. */
export function isLocked(
  { managementLocks }: AzureSettings,
  required: RequiredObjects,
): boolean {
  return managementLocks && required.get(LOCK)?.length !== 0;
}
