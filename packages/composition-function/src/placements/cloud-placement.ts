import type {
  KubernetesObject,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { gate } from '../resources/gates';
import type { ObservedResources } from '../resources/observed-resources';
import {
  ADMINISTRATOR_PASSWORD,
  administratorPasswordNeed,
  administratorRequirement,
  planAdministratorPassword,
} from './cloud-administrator';
import { keepsServer } from './cloud-server';
import { SERVER, type Placement } from './placement';
import type { Requirement } from './server-access';

/** What differs between the servers of clouds. */
export interface CloudServer {
  claim: ManagedDatabase;
  /** The server, given what it is now. */
  object(existing: KubernetesObject | undefined): KubernetesObject;
  storageGB(existing: KubernetesObject | undefined): number;
  /** Where the provider tells the version that runs, within `status.atProvider`. */
  versionField: string;
  /** What is made in the server by its cloud, and the access to it rests on. */
  beside?: readonly { name: string; object: KubernetesObject }[];
  /** Whether the cloud has a switch on that keeps the server. */
  isProtected: Placement['refusesDeletion'];
  readAccess: Placement['readAccess'];
  requirements?: Readonly<Record<string, Requirement>>;
  warnings?: readonly string[];
}

/** The placement of servers that a cloud makes. */
export function cloudPlacement(server: CloudServer): Placement {
  const { claim, beside = [] } = server;
  const existing = (observed: ObservedResources) =>
    observed.get(SERVER)?.object;
  return {
    requirements: {
      ...administratorRequirement(claim),
      ...server.requirements,
    },
    readAccess: server.readAccess,
    planServer: observed => [
      planAdministratorPassword(claim, observed),
      {
        name: SERVER,
        layer: 'server',
        object: server.object(existing(observed)),
        gate: () => gate(administratorPasswordNeed(observed)),
      },
      ...beside.map(({ name, object }) => ({
        name,
        layer: 'server' as const,
        object,
        gate: () => gate(observed.usable(SERVER, 'the server')),
      })),
    ],
    server: SERVER,
    support: [ADMINISTRATOR_PASSWORD, ...beside.map(({ name }) => name)],
    refusesDeletion: (observed, required) =>
      keepsServer(existing(observed)) || server.isProtected(observed, required),
    administratorIsSuperuser: false,
    facts: observed => ({
      version:
        runningVersion(existing(observed), server.versionField) ??
        claim.spec.version,
      storageGB: server.storageGB(existing(observed)),
    }),
    warnings: server.warnings ?? [],
  };
}

const statusSchema = z.object({
  status: z.object({ atProvider: z.record(z.string(), z.unknown()) }),
});

/** Such as `17.6` or `17`, where Google writes `POSTGRES_17`. */
function runningVersion(
  server: KubernetesObject | undefined,
  field: string,
): string | undefined {
  const value = statusSchema.safeParse(server).data?.status.atProvider[field];
  return typeof value === 'string'
    ? /\d+(?:\.\d+)*$/.exec(value)?.[0]
    : undefined;
}
