import {
  usualRegion,
  type KubernetesObject,
  type ManagedDatabase,
  type Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Problem } from '../claim/problem';
import { ADMINISTRATOR } from './cloud-administrator';
import { dailyScheduleProblems } from './daily-backup';

/** Where servers are made by a cloud. */
export type Cloud = 'aws' | 'azure' | 'google';

/** What a claim asks a cloud for. */
export interface CloudClaim {
  claim: ManagedDatabase;
  plan: Plan;
  plans: readonly Plan[];
  /** The server as it is. */
  server?: KubernetesObject;
}

/** What the platform offers at a cloud. */
export interface CloudOffer<Network> {
  cloud: Cloud;
  regions: Readonly<Record<string, Network>>;
  defaultRegion?: string;
  /** Major versions, where the cloud does not make all that a claim can name. */
  versions?: readonly string[];
  retentionDays: { least: number; most: number };
  /** Names of users and databases that belong to the cloud. */
  reserved: RegExp;
}

/** A claim that a cloud can be asked for. */
export interface CloudRequest<Network> {
  claim: ManagedDatabase;
  machineType: string;
  storageGB: number;
  region: string;
  network: Network;
}

/** What is asked of a cloud, or everything that must be changed first. */
export function cloudRequest<Network>(
  asked: CloudClaim,
  offer: CloudOffer<Network>,
): CloudRequest<Network> | Problem[] {
  const { claim, plan } = asked;
  const machineType = plan.machineTypes[offer.cloud];
  const region = regionOf(asked, offer);
  const network =
    region === undefined
      ? undefined
      : new Map(Object.entries(offer.regions)).get(region);
  const problems = [
    ...(machineType === undefined ? [noMachineType(asked, offer.cloud)] : []),
    ...(network === undefined ? [noNetwork(region, offer)] : []),
    ...versionProblems(claim, offer),
    ...dailyScheduleProblems(claim),
    ...retentionProblems(claim, offer),
    ...nameProblems(claim, offer),
  ];
  if (
    machineType === undefined ||
    region === undefined ||
    network === undefined ||
    problems.length > 0
  )
    return problems;
  const storageGB = claim.spec.storageGB ?? plan.storageGB;
  return { claim, machineType, storageGB, region, network };
}

const placeSchema = z.object({
  spec: z.object({
    forProvider: z
      .object({ region: z.string(), location: z.string() })
      .partial(),
  }),
});

/** A server stays where it is, whatever becomes the default later. */
function regionOf<Network>(
  { claim, server }: CloudClaim,
  { regions, defaultRegion }: CloudOffer<Network>,
): string | undefined {
  const place = placeSchema.safeParse(server).data?.spec.forProvider;
  return (
    claim.spec.region ??
    place?.region ??
    place?.location ??
    usualRegion({ regions: Object.keys(regions), defaultRegion })
  );
}

function noNetwork<Network>(
  region: string | undefined,
  { cloud, regions }: CloudOffer<Network>,
): Problem {
  const choices = `Choose one of: ${Object.keys(regions).join(', ')}.`;
  return {
    path: 'spec.region',
    message:
      region === undefined
        ? `Say in which region of placement "${cloud}" the server shall be. ${choices}`
        : `The platform is not set up for region "${region}" of placement "${cloud}". ${choices}`,
  };
}

function noMachineType({ plan, plans }: CloudClaim, cloud: Cloud): Problem {
  const others = plans
    .filter(({ machineTypes }) => machineTypes[cloud] !== undefined)
    .map(({ name }) => name);
  return {
    path: 'spec.plan',
    message: `Plan "${plan.name}" is not offered at placement "${cloud}". ${
      others.length > 0
        ? `Choose one of: ${others.join(', ')}.`
        : `No plan is: the platform team has to name a machine type for it.`
    }`,
  };
}

function versionProblems<Network>(
  { spec }: ManagedDatabase,
  { cloud, versions }: CloudOffer<Network>,
): Problem[] {
  if (!versions || versions.includes(spec.version)) return [];
  return [
    {
      path: 'spec.version',
      message: `PostgreSQL ${
        spec.version
      } is not made at placement "${cloud}". Choose one of: ${versions.join(
        ', ',
      )}.`,
    },
  ];
}

function retentionProblems<Network>(
  { spec }: ManagedDatabase,
  { cloud, retentionDays: { least, most } }: CloudOffer<Network>,
): Problem[] {
  const days = spec.backup?.retentionDays;
  if (days === undefined || (days >= least && days <= most)) return [];
  return [
    {
      path: 'spec.backup.retentionDays',
      message: `Placement "${cloud}" keeps backups for ${least} to ${most} days. Choose a number between them.`,
    },
  ];
}

function nameProblems<Network>(
  { spec }: ManagedDatabase,
  { cloud, reserved }: CloudOffer<Network>,
): Problem[] {
  const problem = (path: string): Problem => ({
    path,
    message: `This name belongs to placement "${cloud}". Choose another one.`,
  });
  return [
    ...spec.users.flatMap(({ name }, index) =>
      name === ADMINISTRATOR || reserved.test(name)
        ? [problem(`spec.users[${index}].name`)]
        : [],
    ),
    ...spec.databases.flatMap(({ name }, index) =>
      reserved.test(name) ? [problem(`spec.databases[${index}].name`)] : [],
    ),
  ];
}
