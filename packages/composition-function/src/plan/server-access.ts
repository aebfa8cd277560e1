import type {
  KubernetesObject,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { secretValues } from '../resources/kubernetes-secret';
import { exposedServiceName } from './server';
import type { Settings } from '../settings';

/** Where a server listens. */
export interface Endpoint {
  host: string;
  port: number;
}

/** How to reach the server, as far as it is known by now. */
export interface ServerAccess {
  /** For the operators beside the server: its address there and its superuser. */
  administrator?: Endpoint & { username: string; password: string };
  /** For applications. */
  endpoint?: Endpoint;
}

/** An object outside the composition that the function asks Crossplane to read. */
export interface Requirement {
  apiVersion: string;
  kind: string;
  matchName: string;
  namespace: string;
}

/** Objects that Crossplane read for the function, by name of the requirement. */
export type RequiredObjects = ReadonlyMap<string, readonly KubernetesObject[]>;

const ADMINISTRATOR = 'server-administrator';
const EXPOSED_SERVICE = 'server-exposed-service';

const administratorSchema = z.object({
  host: z.string().min(1),
  port: z.coerce.number().int().positive(),
  username: z.string().min(1),
  password: z.string().min(1),
  'fqdn-uri': z.string().optional(),
});

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

/** What the function needs to read to know how the server is reached. */
export function accessRequirements(
  claim: ManagedDatabase,
  settings: Settings,
): Record<string, Requirement> {
  const { name, namespace } = claim.metadata;
  return {
    [ADMINISTRATOR]: {
      apiVersion: 'v1',
      kind: 'Secret',
      // CloudNativePG 1.30, Cluster `spec.enableSuperuserAccess`.
      matchName: `${name}-superuser`,
      namespace,
    },
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

/** Reads how the server is reached; what is not complete yet is left out. */
export function readServerAccess(
  required: RequiredObjects,
  settings: Settings,
): ServerAccess {
  const [secret] = required.get(ADMINISTRATOR) ?? [];
  const parsed = secret && administratorSchema.safeParse(secretValues(secret));
  if (!parsed?.success) return {};
  const { username, password, port } = parsed.data;
  const administrator = { host: hostOf(parsed.data), port, username, password };
  const endpoint = settings.cnpg.exposure
    ? exposedEndpoint(required)
    : { host: administrator.host, port };
  return { administrator, endpoint };
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

function exposedEndpoint(required: RequiredObjects): Endpoint | undefined {
  const [service] = required.get(EXPOSED_SERVICE) ?? [];
  const parsed = serviceSchema.safeParse(service);
  if (!parsed.success) return undefined;
  const [{ hostname, ip }] = parsed.data.status.loadBalancer.ingress;
  const host = hostname ?? ip;
  return host ? { host, port: parsed.data.spec.ports[0].port } : undefined;
}
