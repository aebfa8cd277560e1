import type { ManagedDatabase } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Problem } from '../claim/problem';
import { gate } from '../resources/gates';
import type { ObservedResources } from '../resources/observed-resources';
import type { Tls } from '../resources/tls';
import { awsInstance, awsStorageGB } from './aws-instance';
import type { AwsNetwork, AwsSettings } from './aws-settings';
import {
  ADMINISTRATOR_PASSWORD,
  administratorPasswordNeed,
  administratorRequirement,
  planAdministratorPassword,
} from './cloud-administrator';
import {
  cloudRequest,
  type CloudClaim,
  type CloudRequest,
} from './cloud-request';
import { administratorAccess, keepsServer } from './cloud-server';
import { dailyScheduleProblems } from './daily-backup';
import { SERVER, type Placement } from './placement';
import type {
  RequiredObjects,
  Requirement,
  ServerAccess,
} from './server-access';

const AUTHORITIES = 'server-authorities';

/** Users and databases of RDS itself. */
const RESERVED = /^(rdsadmin|rdsrepladmin|rdstopmgr|rds_.*)$/;

/** A DB instance of Amazon RDS. */
export function awsPlacement(
  asked: CloudClaim,
  settings: AwsSettings,
): Placement | Problem[] {
  const { claim } = asked;
  const request = cloudRequest(asked, {
    cloud: 'aws',
    ...settings,
    retentionDays: { least: 1, most: 35 },
    reserved: RESERVED,
  });
  const schedule = dailyScheduleProblems(claim);
  if (Array.isArray(request)) return [...request, ...schedule];
  if (schedule.length > 0) return schedule;
  return placementOf(request, settings);
}

function placementOf(
  request: CloudRequest<AwsNetwork>,
  settings: AwsSettings,
): Placement {
  const { claim } = request;
  const existing = (observed: ObservedResources) =>
    observed.get(SERVER)?.object;
  return {
    requirements: requirementsOf(claim, settings),
    readAccess: (required, observed) =>
      readAccess(required, observed, settings),
    planServer: observed => [
      planAdministratorPassword(claim, observed),
      {
        name: SERVER,
        layer: 'server',
        object: awsInstance(request, settings, existing(observed)),
        gate: gate(administratorPasswordNeed(observed)),
      },
    ],
    server: SERVER,
    support: [ADMINISTRATOR_PASSWORD],
    refusesDeletion: observed =>
      keepsServer(existing(observed)) ||
      instanceOf(observed)?.deletionProtection === true,
    administratorIsSuperuser: false,
    facts: observed => ({
      version: instanceOf(observed)?.engineVersionActual ?? claim.spec.version,
      storageGB: awsStorageGB(request, existing(observed)),
    }),
    warnings: [],
  };
}

function requirementsOf(
  claim: ManagedDatabase,
  { certificateAuthorities }: AwsSettings,
): Record<string, Requirement> {
  return {
    ...administratorRequirement(claim),
    ...(certificateAuthorities && {
      [AUTHORITIES]: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        matchName: certificateAuthorities.name,
        namespace: certificateAuthorities.namespace,
      },
    }),
  };
}

const instanceSchema = z.object({
  status: z.object({
    atProvider: z
      .object({
        // `endpoint` is host and port together.
        address: z.string().min(1),
        port: z.number(),
        deletionProtection: z.boolean(),
        engineVersionActual: z.string().min(1),
      })
      .partial(),
  }),
});

/** What RDS says of the instance. */
function instanceOf(observed: ObservedResources) {
  return instanceSchema.safeParse(observed.get(SERVER)?.object).data?.status
    .atProvider;
}

function readAccess(
  required: RequiredObjects,
  observed: ObservedResources,
  { certificateAuthorities }: AwsSettings,
): ServerAccess {
  const tls = certificateAuthorities
    ? authoritiesOf(required, certificateAuthorities.key)
    : { mode: 'require' as const, ca: '' };
  if (!tls) {
    const { namespace, name, key } = certificateAuthorities ?? {};
    return {
      known: false,
      missing: `the authorities of RDS (key "${key}" of ConfigMap ${namespace}/${name})`,
    };
  }
  const { address, port } = instanceOf(observed) ?? {};
  const endpoint =
    address !== undefined && port !== undefined
      ? { host: address, port }
      : undefined;
  return administratorAccess(required, endpoint, tls);
}

/** Certificates of RDS name the address of the instance, so all of it can be verified. */
function authoritiesOf(
  required: RequiredObjects,
  key: string,
): Tls | undefined {
  const [configMap] = required.get(AUTHORITIES) ?? [];
  const ca = configMapSchema.safeParse(configMap).data?.data[key];
  return ca ? { mode: 'verify-full', ca } : undefined;
}

const configMapSchema = z.object({ data: z.record(z.string(), z.string()) });
