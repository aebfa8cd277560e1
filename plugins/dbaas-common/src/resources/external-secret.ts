import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { conditionOf, type Condition } from './conditions';
import { explainError, STORE_RULES, type ErrorRule } from './error-rules';
import {
  fromCondition,
  readMissingStatus,
  readPendingChange,
} from './observation';
import type { LookupResult, ReadContext } from './reader';
import {
  durationInWords,
  parseGoDuration,
  secondsSince,
  SETTLING_SECONDS,
  isOlderThan,
} from './timing';
import type { Verdict } from './verdict';

const specSchema = z
  .object({
    refreshPolicy: z.string().default('Periodic').catch('Periodic'),
    refreshInterval: z.string().default('1h').catch('1h'),
    syncWindows: z.unknown().optional(),
    target: z
      .object({ name: z.string().optional() })
      .optional()
      .catch(undefined),
  })
  .catch({ refreshPolicy: 'Periodic', refreshInterval: '1h' });

const statusSchema = z
  .object({
    refreshTime: z.string().optional().catch(undefined),
    syncedResourceVersion: z.string().optional().catch(undefined),
    binding: z.object({ name: z.string() }).optional().catch(undefined),
  })
  .catch({});

/** Reasons with which an ExternalSecret is Ready although there is no Secret. */
const WITHOUT_SECRET = [
  'SecretDeleted',
  'SecretMissing',
  'ResourceDeleted',
  'ResourceMissing',
];

const OWNED_BY_ANOTHER = 'secrets.target-owned-by-another';

const RULES: readonly ErrorRule[] = [
  {
    code: OWNED_BY_ANOTHER,
    match: /target is owned by another ExternalSecret/i,
    audience: 'you',
    says: () => 'Another ExternalSecret already writes this Secret.',
    nextStep: 'Choose another secret name in the request.',
  },
  {
    code: 'secrets.store-refuses-namespace',
    match: /not allowed to use|denied by spec\.condition/i,
    audience: 'platform',
    says: () => 'The secret store does not accept this namespace.',
    nextStep: 'Allow the namespace in the conditions of the secret store.',
  },
  {
    code: 'secrets.store-unavailable',
    match:
      /store.*(?:not ready|not found)|could not get (?:Cluster)?SecretStore/i,
    audience: 'platform',
    says: () => 'The secret store cannot be used.',
    nextStep: 'Look at the secret store.',
  },
  {
    code: 'secrets.key-missing',
    match:
      /secret(?: data)?(?: key)?.* (?:not found|does not exist)|cannot find secret/i,
    audience: 'wait',
    says: () => 'The credentials are not in the secret store yet.',
    transient: true,
  },
];

/** What an ExternalSecret says of the Secret that it makes (External Secrets 2.9). */
export interface SecretDelivery {
  secretName: string;
  /** When the value was last fetched, RFC 3339. */
  refreshedAt?: string;
}

/** The Secret that an ExternalSecret makes. */
export function deliveryOf(object: KubernetesObject): SecretDelivery {
  const { target } = specSchema.parse(object.spec ?? {});
  const { binding, refreshTime } = statusSchema.parse(object.status ?? {});
  return {
    secretName: binding?.name ?? target?.name ?? object.metadata.name,
    refreshedAt: refreshTime,
  };
}

/** Reads an ExternalSecret: not only whether it is Ready, but whether there is a fresh Secret. */
export function readExternalSecret(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const ready = conditionOf(object, 'Ready');
  const missing = readMissingStatus(object, context);
  if (missing) return missing;
  const delivery = deliveryOf(object);
  const secret = context.lookup?.({
    group: '',
    kind: 'Secret',
    name: delivery.secretName,
    namespace: object.metadata.namespace,
  }) ?? { found: 'unreadable' };
  if (ready?.status === 'False') {
    return readSyncError(object, ready, secret, context);
  }
  if (ready?.status !== 'True') {
    return {
      state: 'unknown',
      reason: 'UnknownStatus',
      sentence: `Nothing is known of Secret "${delivery.secretName}".`,
      evidence: [],
    };
  }
  const noSecret =
    WITHOUT_SECRET.includes(ready.reason ?? '') || secret.found === 'no';
  if (noSecret) {
    return fromCondition(ready, {
      state: 'failed',
      code: 'secrets.secret-missing',
      sentence: `There is no Secret "${delivery.secretName}".`,
      audience: 'platform',
      nextStep: 'Check whether the credentials are still in the secret store.',
    });
  }
  return (
    readPendingChange(object, context, syncedGeneration(object)) ??
    readFreshness(object, ready, delivery, context)
  );
}

/** The generation in `syncedResourceVersion`, which is `<generation>-<hash>`. */
function syncedGeneration(object: KubernetesObject): number | undefined {
  const { syncedResourceVersion } = statusSchema.parse(object.status ?? {});
  const generation = Number(syncedResourceVersion?.split('-')[0]);
  return Number.isInteger(generation) && generation > 0
    ? generation
    : undefined;
}

function readSyncError(
  object: KubernetesObject,
  ready: Condition,
  secret: LookupResult,
  context: ReadContext,
): Verdict {
  const { secretName, refreshedAt } = deliveryOf(object);
  // The condition says only that it failed; why is in an Event that lives for an hour.
  const warning = context.latestWarning?.(object);
  const cause = warning?.message ?? ready.message;
  const explained = explainError(cause, [...RULES, ...STORE_RULES]);
  const common = {
    ...(cause && { details: redactMessage(cause) }),
    code: explained?.rule.code ?? 'secrets.not-refreshed',
    audience: explained?.rule.audience ?? ('platform' as const),
    nextStep: explained?.rule.nextStep,
  };
  const isOurs = explained?.rule.code !== OWNED_BY_ANOTHER;
  const kept =
    isOurs &&
    (secret.found === 'yes' ||
      (secret.found === 'unreadable' && refreshedAt !== undefined));
  if (kept) {
    return fromCondition(ready, {
      ...common,
      state: 'degraded',
      sentence: `Secret "${secretName}" keeps the value of ${
        refreshedAt ?? 'an unknown time'
      }: ${explained?.sentence ?? 'it cannot be refreshed.'}`,
    });
  }
  const young = !isOlderThan(
    object.metadata.creationTimestamp,
    SETTLING_SECONDS,
    context,
  );
  const waiting =
    explained?.rule.transient && (young || context.serverBuilding === true);
  return waiting
    ? fromCondition(ready, {
        state: 'progressing',
        sentence: explained.sentence,
        audience: 'wait',
      })
    : fromCondition(ready, {
        ...common,
        state: 'failed',
        audience: common.audience === 'wait' ? 'platform' : common.audience,
        sentence: `There is no Secret "${secretName}": ${
          explained?.sentence ?? 'the credentials cannot be fetched.'
        }`,
      });
}

function readFreshness(
  object: KubernetesObject,
  ready: Condition,
  { secretName, refreshedAt }: SecretDelivery,
  context: ReadContext,
): Verdict {
  if (/retain/i.test(ready.message ?? '')) {
    return fromCondition(ready, {
      state: 'degraded',
      code: 'secrets.source-gone',
      sentence: `The source of Secret "${secretName}" is gone; the old value is kept.`,
      audience: 'platform',
    });
  }
  const spec = specSchema.parse(object.spec ?? {});
  const interval = parseGoDuration(spec.refreshInterval);
  const age = secondsSince(refreshedAt, context);
  const periodic =
    spec.refreshPolicy === 'Periodic' && spec.syncWindows === undefined;
  const overdue =
    periodic &&
    interval !== undefined &&
    interval > 0 &&
    age !== undefined &&
    age > 2 * interval + SETTLING_SECONDS;
  if (overdue) {
    return fromCondition(ready, {
      state: 'degraded',
      code: 'secrets.stale',
      sentence: `Secret "${secretName}" has not been refreshed for ${durationInWords(
        age,
      )}; it should be every ${spec.refreshInterval}.`,
      audience: 'platform',
      nextStep: 'Check that External Secrets runs in the application cluster.',
      since: refreshedAt,
    });
  }
  return fromCondition(ready, {
    state: 'healthy',
    sentence: `Secret "${secretName}" is delivered.`,
  });
}
