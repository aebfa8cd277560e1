import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { SERVER_RULES } from './error-rules';
import { externalNameOf } from './external-name';
import { readManagedResource } from './crossplane-managed';
import { nameOf } from './observation';
import {
  readUnconfirmedGrant,
  readUnprovenDefaults,
} from './provider-sql-privileges';
import type { ReadContext, ResourceReader } from './reader';
import { readSilent } from './silent';
import { FIRST_STATUS_SECONDS, hasAge } from './timing';
import type { Verdict } from './verdict';

/** provider-sql 0.16: cluster-scoped and namespaced kinds. */
export const PROVIDER_SQL_GROUPS = [
  'postgresql.sql.crossplane.io',
  'postgresql.sql.m.crossplane.io',
] as const;

const NAMED_KINDS = ['Database', 'Role', 'Extension', 'Schema'];

const providerConfigSchema = z.object({
  credentials: z.object({
    connectionSecretRef: z
      .object({ name: z.string(), namespace: z.string().optional() })
      .optional(),
    secretKeyMapping: z.record(z.string(), z.string()).optional(),
  }),
});

/** Keys that provider-sql needs when no mapping is given (ProviderConfig, 0.16). */
const NEEDED_KEYS = ['endpoint', 'port', 'username', 'password'];

const secretDataSchema = z.record(z.string(), z.unknown());

const connectionSecretSchema = z
  .object({
    writeConnectionSecretToRef: z
      .object({ name: z.string(), namespace: z.string().optional() })
      .optional()
      .catch(undefined),
  })
  .catch({});

function readSqlResource(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const subject = NAMED_KINDS.includes(object.kind)
    ? `${object.kind} "${externalNameOf(object)}"`
    : nameOf(object);
  const verdict = readManagedResource(object, context, {
    subject,
    rules: SERVER_RULES,
  });
  return readHidden(object, verdict, context) ?? verdict;
}

/** What the conditions of some kinds hide. */
function readHidden(
  object: KubernetesObject,
  { state, stale }: Verdict,
  context: ReadContext,
): Verdict | undefined {
  if (stale) return undefined;
  switch (`${object.kind} ${state}`) {
    case 'Role healthy':
      return readRoleSecret(object, context);
    case 'Grant progressing':
      return readUnconfirmedGrant(object, context);
    case 'DefaultPrivileges healthy':
      return readUnprovenDefaults(object);
    default:
      return undefined;
  }
}

/**
 * A Role that was there before is ready, but its password is known to nobody
 * (crossplane-contrib/provider-sql#77, #188).
 */
function readRoleSecret(
  object: KubernetesObject,
  context: ReadContext,
): Verdict | undefined {
  const { writeConnectionSecretToRef: ref } = connectionSecretSchema.parse(
    object.spec ?? {},
  );
  const secret =
    ref &&
    context.lookup?.({
      group: '',
      kind: 'Secret',
      name: ref.name,
      namespace: ref.namespace ?? object.metadata.namespace,
    });
  if (!secret || secret.found === 'unreadable') return undefined;
  const data =
    secret.found === 'yes'
      ? secretDataSchema.safeParse(secret.object.data).data
      : {};
  if (!data || 'password' in data) return undefined;
  return {
    state: 'failed',
    reason: 'NoPassword',
    code: 'users.no-password',
    sentence: `The password of user "${externalNameOf(
      object,
    )}" is in no Secret.`,
    audience: 'platform',
    nextStep:
      'Set spec.forProvider.passwordRotationTrigger of the Role to have a new password made.',
    evidence: [
      { path: 'spec.writeConnectionSecretToRef.name', value: ref.name },
    ],
  };
}

/** A ProviderConfig has no status: whether it works shows in the Secret that it names. */
function readProviderConfig(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const spec = providerConfigSchema.safeParse(object.spec).data;
  const secretRef = spec?.credentials.connectionSecretRef;
  const base = {
    evidence: [
      {
        path: 'spec.credentials.connectionSecretRef.name',
        value: secretRef?.name ?? 'missing',
      },
    ],
  };
  const secret =
    secretRef &&
    context.lookup?.({
      group: '',
      kind: 'Secret',
      name: secretRef.name,
      namespace: secretRef.namespace ?? object.metadata.namespace,
    });
  if (!secret || secret.found === 'unreadable') {
    const silent = readSilent(object, context);
    return silent.statusless ? { ...silent, ...base } : silent;
  }
  if (secret.found === 'no') return missingSecret(object, context, base);
  const missing = missingKeys(secret.object, spec.credentials.secretKeyMapping);
  if (missing.length > 0) {
    return {
      ...base,
      state: 'failed',
      reason: 'SecretIncomplete',
      code: 'users.provider-config-incomplete',
      sentence: `The Secret with the access to the server lacks ${missing.join(
        ', ',
      )}.`,
      audience: 'platform',
      nextStep:
        'Put them into the Secret, or name the keys that it has in spec.credentials.secretKeyMapping.',
    };
  }
  return {
    ...base,
    state: 'healthy',
    reason: 'SecretExists',
    sentence: `${nameOf(object)} has the credentials of the server.`,
  };
}

function missingSecret(
  object: KubernetesObject,
  context: ReadContext,
  base: Pick<Verdict, 'evidence'>,
): Verdict {
  const waiting =
    context.serverBuilding || !hasAge(object, FIRST_STATUS_SECONDS, context);
  return {
    ...base,
    state: waiting ? 'progressing' : 'failed',
    reason: 'SecretMissing',
    sentence: 'The credentials of the server are not there yet.',
    ...(waiting
      ? { audience: 'wait' }
      : {
          code: 'users.provider-config-secret-missing',
          audience: 'platform',
          nextStep: 'Find out why the server has not written its Secret.',
        }),
  };
}

/** Nothing is missing when values may not be read, as with metadata only. */
function missingKeys(
  secret: KubernetesObject,
  mapping: Record<string, string> = {},
): string[] {
  const data = secretDataSchema.safeParse(secret.data).data;
  if (!data) return [];
  return NEEDED_KEYS.map(key => mapping[key] ?? key).filter(
    key => !(key in data),
  );
}

/** @internal */
export const providerSqlReaders: readonly ResourceReader[] = [
  {
    groups: PROVIDER_SQL_GROUPS,
    kinds: [
      'Database',
      'Role',
      'Grant',
      'Extension',
      'Schema',
      'DefaultPrivileges',
    ],
    read: readSqlResource,
  },
  {
    groups: PROVIDER_SQL_GROUPS,
    kinds: ['ProviderConfig', 'ClusterProviderConfig'],
    read: readProviderConfig,
  },
];
