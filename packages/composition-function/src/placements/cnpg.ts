import type {
  ManagedDatabase,
  Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Problem } from '../claim/problem';
import { secretValues } from '../resources/kubernetes-secret';
import { gate } from '../resources/gates';
import type { ObservedResources } from '../resources/observed-resources';
import type { Settings } from '../settings';
import { backupStoreNeed, cnpgBackups, planBackups } from './cnpg-backups';
import { cnpgCluster, exposedServiceName, storageGB } from './cnpg-cluster';
import { SERVER, type Placement, type ServerFacts } from './placement';
import type {
  Endpoint,
  RequiredObjects,
  Requirement,
  ServerAccess,
} from './server-access';

const ADMINISTRATOR = 'server-administrator';
const AUTHORITY = 'server-authority';
const EXPOSED_SERVICE = 'server-exposed-service';

/** A CloudNativePG Cluster (1.30) beside Crossplane. */
export function cnpgPlacement(
  claim: ManagedDatabase,
  plan: Plan,
  settings: Settings,
): Placement | Problem[] {
  const backups = cnpgBackups(claim, settings);
  if (Array.isArray(backups)) return backups;
  return {
    requirements: requirementsOf(claim, settings),
    readAccess: required => readAccess(required, settings),
    planServer: observed => [
      ...(backups ? planBackups(backups, observed) : []),
      {
        name: SERVER,
        layer: 'server',
        object: cnpgCluster({
          claim,
          plan,
          settings,
          backups,
          existing: observed.get(SERVER)?.object,
        }),
        gate: () => gate(...(backups ? [backupStoreNeed(observed)] : [])),
      },
    ],
    server: SERVER,
    support: [],
    refusesDeletion: () => false,
    administratorIsSuperuser: true,
    facts: observed => factsOf(claim, plan, observed),
    warnings: warningsOf(claim),
  };
}

function requirementsOf(
  claim: ManagedDatabase,
  settings: Settings,
): Record<string, Requirement> {
  const { name, namespace } = claim.metadata;
  const secret = (matchName: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    matchName,
    namespace,
  });
  return {
    // Cluster `spec.enableSuperuserAccess`.
    [ADMINISTRATOR]: secret(`${name}-superuser`),
    // Unless `spec.certificates` says otherwise.
    [AUTHORITY]: secret(`${name}-ca`),
    ...(settings.cnpg.exposure && {
      [EXPOSED_SERVICE]: {
        apiVersion: 'v1',
        kind: 'Service',
        matchName: exposedServiceName(claim),
        namespace,
      },
    }),
  };
}

const administratorSchema = z.object({
  host: z.string().min(1),
  port: z.coerce.number().int().positive(),
  username: z.string().min(1),
  password: z.string().min(1),
  'fqdn-uri': z.string().optional(),
});

const authoritySchema = z.object({ 'ca.crt': z.string().min(1) });

/**
 * Each Cluster has an authority of its own, so its signature alone tells the server
 * apart from any other; the names in the certificate do not cover the address of an
 * exposed Service.
 */
function readAccess(
  required: RequiredObjects,
  settings: Settings,
): ServerAccess {
  const login = administratorSchema.safeParse(
    valuesOf(required, ADMINISTRATOR),
  );
  if (!login.success)
    return { known: false, missing: 'the credentials of the server' };
  const authority = authoritySchema.safeParse(valuesOf(required, AUTHORITY));
  if (!authority.success)
    return { known: false, missing: 'the certificate authority of the server' };
  const { username, password, port } = login.data;
  const host = hostOf(login.data);
  return {
    known: true,
    administrator: { host, port, username, password },
    endpoint: settings.cnpg.exposure
      ? exposedEndpoint(required)
      : { host, port },
    tls: { mode: 'verify-ca', ca: authority.data['ca.crt'] },
  };
}

function valuesOf(required: RequiredObjects, name: string): unknown {
  const [secret] = required.get(name) ?? [];
  return secret && secretValues(secret);
}

/**
 * CloudNativePG writes the short name of the Service into `host`, which resolves
 * in the namespace of the server only; `fqdn-uri` has the full one.
 */
function hostOf(secret: z.infer<typeof administratorSchema>): string {
  const uri = secret['fqdn-uri'];
  if (!uri || !URL.canParse(uri)) return secret.host;
  return new URL(uri).hostname || secret.host;
}

const serviceSchema = z.object({
  spec: z.object({ ports: z.array(z.object({ port: z.number() })).min(1) }),
  status: z.object({
    loadBalancer: z.object({
      ingress: z
        .array(
          z.object({
            hostname: z.string().optional(),
            ip: z.string().optional(),
          }),
        )
        .min(1),
    }),
  }),
});

function exposedEndpoint(required: RequiredObjects): Endpoint | undefined {
  const [service] = required.get(EXPOSED_SERVICE) ?? [];
  const parsed = serviceSchema.safeParse(service);
  if (!parsed.success) return undefined;
  const [{ hostname, ip }] = parsed.data.status.loadBalancer.ingress;
  const host = hostname ?? ip;
  return host ? { host, port: parsed.data.spec.ports[0].port } : undefined;
}

const runningImageSchema = z.object({
  status: z.object({
    image: z.string(),
    pgDataImageInfo: z.object({ majorVersion: z.number() }).optional(),
  }),
});

/**
 * Version of the image that runs; what was asked for until there is one. While a major
 * upgrade is under way, or cannot be done, `status.image` is the new image already, and
 * the data is that of the former version (CloudNativePG 1.30, `pgDataImageInfo`).
 */
function factsOf(
  claim: ManagedDatabase,
  plan: Plan,
  observed: ObservedResources,
): ServerFacts {
  const server = observed.get(SERVER)?.object;
  const running = runningImageSchema.safeParse(server);
  return {
    version: (running.success && versionOf(running.data)) || claim.spec.version,
    storageGB: storageGB(claim, plan, server),
  };
}

function versionOf({
  status: { image, pgDataImageInfo },
}: z.infer<typeof runningImageSchema>): string | undefined {
  const [, version, major] = /:((\d+)(?:\.\d+)?)/.exec(image) ?? [];
  const ofData = pgDataImageInfo && String(pgDataImageInfo.majorVersion);
  return ofData === undefined || ofData === major ? version : ofData;
}

function warningsOf({ spec }: ManagedDatabase): string[] {
  return spec.region
    ? ['spec.region: servers at placement "cnpg" have no region.']
    : [];
}
