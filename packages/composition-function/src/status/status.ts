import type {
  KubernetesObject,
  ManagedDatabase,
  TlsMode,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Context } from '../context';
import {
  credentialsResource,
  credentialsSecretName,
  loginsOf,
} from '../plan/credentials';
import { databaseResource } from '../plan/databases';
import type { Part, JudgedPart } from './parts';
import { schemaResource } from '../plan/schema';
import { userLogin, userResource } from '../plan/login-roles';
import { passwordMadeAt, passwordsOf } from '../plan/passwords';
import type { Endpoint } from '../placements/server-access';
import { membershipResource } from '../plan/users';

/** Where a database service is on its way, in one word. */
export type Phase = 'Creating' | 'Updating' | 'Ready' | 'Degraded' | 'Failed';

/** `status` of a claim, apart from its conditions. */
export interface ClaimStatus {
  phase: Phase;
  /** One plain sentence. */
  message: string;
  endpoint?: Endpoint;
  /** How applications ask for TLS; the same is in the Secrets that they get. */
  sslMode?: TlsMode;
  version: string;
  /** Unknown for a server that the platform did not make. */
  storageGB?: number;
  databases: { name: string; ready: boolean }[];
  users: UserStatus[];
  schema: SchemaStatus[];
  /** Secret with the credentials of the first user, in the namespace of the claim. */
  secretName?: string;
  parts: Part[];
}

interface UserStatus {
  name: string;
  ready: boolean;
  /** The rotation whose password works in the server; absent while it is being changed. */
  passwordRotation?: number;
  /** When that password was made. */
  rotatedAt?: string;
}

interface SchemaStatus {
  database: string;
  mode: 'declarative' | 'versioned';
  ready: boolean;
  /** Last applied version, or a short hash of the applied schema. */
  version?: string;
}

/** The status of a claim. */
export function claimStatus(
  context: Context,
  parts: readonly JudgedPart[],
): ClaimStatus {
  const { claim, observed, access, placement } = context;
  const logins = loginsOf(claim);
  const [firstReady] = logins.filter(login =>
    observed.has(credentialsResource(login)),
  );
  return {
    ...summaryOf(context, parts),
    ...(access.known &&
      access.endpoint && {
        endpoint: access.endpoint,
        sslMode: access.tls.mode,
      }),
    ...placement.facts(observed),
    databases: context.databases.map(({ name }) => ({
      name,
      ready: observed.isReady(databaseResource(name)),
    })),
    users: claim.spec.users.map(user => userStatus(context, user)),
    schema: schemaStatus(context),
    ...(firstReady && {
      secretName: credentialsSecretName(claim, firstReady),
    }),
    parts: parts.map(({ part }) => part),
  };
}

const formerStatusSchema = z.object({
  phase: z.string().optional(),
  conditions: z
    .array(z.object({ type: z.string(), status: z.string() }))
    .default([]),
});

/** Whether the claim has ever been ready, as its own last status tells. */
export function wasReady(claim: KubernetesObject): boolean {
  const parsed = formerStatusSchema.safeParse(claim.status);
  if (!parsed.success) return false;
  const { phase, conditions } = parsed.data;
  return (
    (phase !== undefined && !['Creating', 'Failed'].includes(phase)) ||
    conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
  );
}

function summaryOf(
  context: Context,
  parts: readonly JudgedPart[],
): { phase: Phase; message: string } {
  const failed = parts.find(({ part }) => part.state === 'failed');
  if (failed) return { phase: 'Failed', message: failed.sentence };
  const degraded = parts.find(({ part }) => part.state === 'degraded');
  if (degraded) return { phase: 'Degraded', message: degraded.sentence };
  const unready = parts.find(({ ready }) => !ready);
  if (!unready) {
    return {
      phase: 'Ready',
      message: `All ${parts.length} parts are ready.`,
    };
  }
  return {
    phase: context.wasReady ? 'Updating' : 'Creating',
    message: unready.sentence,
  };
}

function userStatus(
  context: Context,
  user: ManagedDatabase['spec']['users'][number],
): UserStatus {
  const { observed } = context;
  const login = userLogin(user.name, user.passwordRotation);
  const { working } = passwordsOf(context, login);
  const rotatedAt =
    working === undefined ? undefined : passwordMadeAt(context, login, working);
  const resources = [
    userResource(user.name),
    ...user.access.map(one => membershipResource(user.name, one)),
  ];
  return {
    name: user.name,
    ready:
      working === user.passwordRotation &&
      resources.every(name => observed.isReady(name)),
    ...(working !== undefined && { passwordRotation: working }),
    ...(rotatedAt !== undefined && { rotatedAt }),
  };
}

const atlasStatusSchema = z.object({
  status: z.object({
    lastAppliedVersion: z.string().optional(),
    observed_hash: z.string().optional(),
  }),
});

const SHORT_HASH = 12;

function schemaStatus({ claim, observed }: Context): SchemaStatus[] {
  return claim.spec.schema.map(request => {
    const name = schemaResource(request);
    const atlas = atlasStatusSchema.safeParse(observed.get(name)?.object);
    const { lastAppliedVersion, observed_hash: hash } = atlas.success
      ? atlas.data.status
      : {};
    const version = lastAppliedVersion || hash?.slice(0, SHORT_HASH);
    return {
      database: request.database,
      mode: request.migrations ? 'versioned' : 'declarative',
      ready: observed.isReady(name),
      ...(version && { version }),
    };
  });
}
