import {
  TLS_MODES,
  type ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { secretValues } from '../resources/kubernetes-secret';
import { verifies } from '../resources/tls';
import type { Placement } from './placement';
import type { RequiredObjects, ServerAccess } from './server-access';

const ADMINISTRATOR = 'server-administrator';
const MAX_PORT = 65_535;

/** `spec.external` of a claim. */
export type ExternalServer = NonNullable<ManagedDatabase['spec']['external']>;

const KEYS = ['host', 'port', 'username', 'password'] as const;

const administratorSchema = z.object({
  host: z.string().trim().min(1),
  port: z.coerce.number().int().min(1).max(MAX_PORT),
  username: z.string().trim().min(1),
  password: z.string().min(1),
  sslmode: z.enum(TLS_MODES).default('require'),
  ca: z.string().default(''),
});

/** A server that is there already. The platform makes nothing but what is inside it. */
export function externalPlacement(
  claim: ManagedDatabase,
  external: ExternalServer,
): Placement {
  const { namespace } = claim.metadata;
  const { name } = external.secretRef;
  return {
    requirements: {
      [ADMINISTRATOR]: {
        apiVersion: 'v1',
        kind: 'Secret',
        matchName: name,
        namespace,
      },
    },
    readAccess: required =>
      readAccess(required, external, `Secret ${namespace}/${name}`),
    planServer: () => [],
    support: [],
    refusesDeletion: () => false,
    administratorIsSuperuser: false,
    facts: () => ({ version: claim.spec.version }),
    warnings: [],
  };
}

function readAccess(
  required: RequiredObjects,
  external: ExternalServer,
  described: string,
): ServerAccess {
  const [secret] = required.get(ADMINISTRATOR) ?? [];
  if (!secret)
    return {
      known: false,
      missing: `${described} with ${enumerate(KEYS)}`,
    };
  const parsed = administratorSchema.safeParse(secretValues(secret));
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path }) => String(path[0]));
    return {
      known: false,
      missing: `a valid ${enumerate([...new Set(wrong)])} in ${described}`,
    };
  }
  const { sslmode: mode, ca, ...administrator } = parsed.data;
  const { host, port } = administrator;
  return {
    known: true,
    administrator,
    endpoint: external.endpoint ?? { host, port },
    tls: { mode, ca: verifies(mode) ? ca : '' },
  };
}

function enumerate(words: readonly string[]): string {
  const last = words[words.length - 1];
  return words.length > 1
    ? `${words.slice(0, -1).join(', ')} and ${last}`
    : last;
}
