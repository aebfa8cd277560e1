import {
  MANAGED_DATABASE,
  type GroupKind,
  type KubernetesObject,
  type ServiceFacts,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { libpqTlsMode } from '../connections/tls-mode';
import { valueAt } from './field-path';

const fieldPath = z
  .string()
  .regex(/^[A-Za-z][\w-]*(\[\*\])?(\.[A-Za-z][\w-]*(\[\*\])?)*$/, {
    error:
      'Write a field path such as spec.parameters.size or spec.databases[*].name.',
  });

const factPathsSchema = z.strictObject({
  engine: fieldPath.optional(),
  version: fieldPath.optional(),
  placement: fieldPath.optional(),
  region: fieldPath.optional(),
  plan: fieldPath.optional(),
  instances: fieldPath.optional(),
  storageGB: fieldPath.optional(),
  highAvailability: fieldPath.optional(),
  deletionProtection: fieldPath.optional(),
  databases: fieldPath.optional(),
  users: fieldPath.optional(),
  endpointHost: fieldPath.optional(),
  endpointPort: fieldPath.optional(),
  sslMode: fieldPath.optional(),
});

const claimKindSchema = z.strictObject({
  group: z.string().min(1),
  kind: z.string().min(1),
  facts: factPathsSchema.default({}),
});

/** A kind of which every object is a database service, and where its facts are. */
export type ClaimKind = z.infer<typeof claimKindSchema>;

const MANAGED_DATABASE_KIND: ClaimKind = {
  group: MANAGED_DATABASE.group,
  kind: MANAGED_DATABASE.kind,
  facts: {
    engine: 'spec.engine',
    version: 'spec.version',
    placement: 'spec.placement',
    region: 'spec.region',
    plan: 'spec.plan',
    storageGB: 'spec.storageGB',
    highAvailability: 'spec.highAvailability',
    deletionProtection: 'spec.deletionProtection',
    databases: 'spec.databases[*].name',
    users: 'spec.users',
    endpointHost: 'status.endpoint.host',
    endpointPort: 'status.endpoint.port',
    sslMode: 'status.sslMode',
  },
};

/** `ManagedDatabase` and the kinds of `dbaas.kinds`. */
export function claimKinds(config: Config): ClaimKind[] {
  const configured = config.getOptional('dbaas.kinds') ?? [];
  const parsed = z.array(claimKindSchema).safeParse(configured);
  if (!parsed.success) {
    throw new InputError(
      `dbaas.kinds is not valid: ${z.prettifyError(parsed.error)}`,
    );
  }
  return [MANAGED_DATABASE_KIND, ...parsed.data];
}

/** The kind of claim that an object is, if it is one. */
export function claimKindOf(
  kinds: readonly ClaimKind[],
  { group, kind }: GroupKind,
): ClaimKind | undefined {
  return kinds.find(one => one.group === group && one.kind === kind);
}

const text = z.coerce.string().min(1).max(200).optional().catch(undefined);
const count = z.coerce.number().int().positive().optional().catch(undefined);
const tlsMode = libpqTlsMode.optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);

const databasesSchema = z.preprocess(asList, z.array(z.string())).catch([]);

const usersSchema = z
  .preprocess(
    asList,
    z.array(
      z.preprocess(
        user => (typeof user === 'string' ? { name: user } : user),
        z.object({
          name: z.string(),
          access: z
            .array(z.object({ database: z.string(), level: z.string() }))
            .catch([]),
        }),
      ),
    ),
  )
  .catch([]);

/** The facts of a claim; what is missing or of another type is left out. */
export function factsOf(
  claim: KubernetesObject,
  kind: ClaimKind,
): ServiceFacts {
  const at = (fact: keyof ClaimKind['facts']): unknown => {
    const path = kind.facts[fact];
    return path === undefined ? undefined : valueAt(claim, path) ?? undefined;
  };
  const optional = <T>(
    schema: z.ZodType<T>,
    fact: keyof ClaimKind['facts'],
  ) => {
    const value = at(fact);
    return value === undefined ? undefined : schema.parse(value);
  };
  const host = optional(text, 'endpointHost');
  const port = optional(count, 'endpointPort');
  return {
    engine: optional(text, 'engine'),
    version: optional(text, 'version'),
    placement: optional(text, 'placement'),
    region: optional(text, 'region'),
    plan: optional(text, 'plan'),
    instances: optional(count, 'instances'),
    storageGB: optional(count, 'storageGB'),
    highAvailability: optional(flag, 'highAvailability'),
    deletionProtection: optional(flag, 'deletionProtection'),
    databases: databasesSchema.parse(at('databases')),
    users: usersSchema.parse(at('users')),
    ...(host && port && { endpoint: { host, port } }),
    sslMode: optional(tlsMode, 'sslMode'),
  };
}

function asList(value: unknown): unknown {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
