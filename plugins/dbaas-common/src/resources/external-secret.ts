import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { conditionOf, type Condition } from './conditions';
import { readSyncError } from './external-secret-error';
import {
  deliveryOf,
  deliverySettingsOf,
  syncedGeneration,
  type DeliverySettings,
} from './external-secret-spec';
import { readGeneric } from './generic';
import {
  fromCondition,
  notKnownHere,
  readMissingStatus,
  readPendingChange,
  readyAsReported,
} from './observation';
import type { LookupResult, ReadContext } from './reader';
import {
  durationInWords,
  parseGoDuration,
  secondsSince,
  SETTLING_SECONDS,
  WATCH_LAG_SECONDS,
} from './timing';
import type { Verdict } from './verdict';

/** Reasons with which an ExternalSecret has made its Secret, or another kind of object. */
const DELIVERED = ['SecretSynced', 'ResourceSynced'];

/** Reasons with which an ExternalSecret is Ready although there is no Secret. */
const WITHOUT_SECRET = [
  'SecretDeleted',
  'SecretMissing',
  'ResourceDeleted',
  'ResourceMissing',
];

/** Creation policies with which the operator makes a Secret again that somebody deleted. */
const REPAIRED = ['Owner', 'Merge', 'CreateOrMerge'];

/** Reads an ExternalSecret: not only whether it is Ready, but whether there is a fresh Secret. */
export function readExternalSecret(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const missing = readMissingStatus(object, context);
  if (missing) return missing;
  const ready = conditionOf(object, 'Ready');
  const { secretName } = deliveryOf(object);
  const secret = context.lookup?.({
    group: '',
    kind: 'Secret',
    name: secretName,
    namespace: object.metadata.namespace,
  }) ?? { found: 'unreadable' };
  if (ready?.status === 'False') {
    return readSyncError(object, ready, secret, context);
  }
  if (!ready) return readGeneric(object, context);
  if (ready.status !== 'True') return notKnownHere(object, ready);
  return (
    readMissingSecret(object, ready, secret, context) ??
    readPendingChange(object, context, syncedGeneration(object)) ??
    readGenerator(object, ready) ??
    readFreshness(object, ready, context)
  );
}

/** Ready does not mean that there is a Secret. */
function readMissingSecret(
  object: KubernetesObject,
  ready: Condition,
  secret: LookupResult,
  context: ReadContext,
): Verdict | undefined {
  const reported = WITHOUT_SECRET.includes(ready.reason ?? '');
  if (!reported && secret.found !== 'no') return undefined;
  const { secretName } = deliveryOf(object);
  const age = secondsSince(ready.lastTransitionTime, context) ?? Infinity;
  if (!reported && age < WATCH_LAG_SECONDS) {
    // Secrets and ExternalSecrets come by two watches; one may be behind the other.
    return fromCondition(ready, {
      state: 'progressing',
      sentence: `Secret "${secretName}" was delivered just now, and is not seen yet.`,
      audience: 'wait',
    });
  }
  const { creationPolicy } = deliverySettingsOf(object);
  return fromCondition(ready, {
    state: 'failed',
    code: 'secrets.secret-missing',
    sentence: `There is no Secret "${secretName}".`,
    audience: 'platform',
    nextStep:
      reported || REPAIRED.includes(creationPolicy)
        ? 'Check whether the credentials are still in the secret store, and whether External Secrets runs.'
        : `With creation policy ${creationPolicy} it is not made again by itself: set the annotation external-secrets.io/force-sync.`,
    // The condition does not move when only its reason changes.
    since: undefined,
  });
}

/**
 * A generated password is a new one each time: at every refresh, and else at any
 * change of labels or annotations (external-secrets/external-secrets#3979). The
 * database is not told.
 */
function readGenerator(
  object: KubernetesObject,
  ready: Condition,
): Verdict | undefined {
  const settings = deliverySettingsOf(object);
  if (!settings.generates || settings.refreshPolicy === 'CreatedOnce') {
    return undefined;
  }
  const { secretName, refreshedAt } = deliveryOf(object);
  const rolledAgain = wasRefreshedAgain(object, refreshedAt);
  if (!rerollsByItself(settings) && !rolledAgain) return undefined;
  return fromCondition(ready, {
    state: 'degraded',
    code: 'secrets.password-rerolled',
    sentence: rolledAgain
      ? `Secret "${secretName}" was given a new password at ${refreshedAt}; the database may still have the old one.`
      : `Secret "${secretName}" gets a new password every ${settings.refreshInterval}; the database keeps the old one.`,
    audience: 'platform',
    nextStep:
      'Set refreshPolicy CreatedOnce on the ExternalSecret, then set the password of the user again.',
    evidence: [
      {
        path: 'spec.dataFrom[].sourceRef.generatorRef',
        value: `${settings.refreshPolicy}, every ${settings.refreshInterval}`,
      },
      { path: 'status.refreshTime', value: refreshedAt ?? 'missing' },
    ],
    since: refreshedAt,
  });
}

function rerollsByItself({ periodic, refreshInterval }: DeliverySettings) {
  return periodic && (parseGoDuration(refreshInterval) ?? 0) > 0;
}

function wasRefreshedAgain(
  { metadata }: KubernetesObject,
  refreshedAt: string | undefined,
): boolean {
  const first = Date.parse(metadata.creationTimestamp ?? '');
  const last = Date.parse(refreshedAt ?? '');
  return (last - first) / 1000 > SETTLING_SECONDS;
}

function readFreshness(
  object: KubernetesObject,
  ready: Condition,
  context: ReadContext,
): Verdict {
  const { secretName, refreshedAt } = deliveryOf(object);
  if (/retain/i.test(ready.message ?? '')) {
    return fromCondition(ready, {
      state: 'degraded',
      code: 'secrets.source-gone',
      sentence: `The source of Secret "${secretName}" is gone; the old value is kept.`,
      audience: 'platform',
      nextStep: 'Put the credentials back into the secret store.',
      since: undefined,
    });
  }
  const { periodic, refreshInterval } = deliverySettingsOf(object);
  const interval = parseGoDuration(refreshInterval) ?? 0;
  const age =
    periodic && interval > 0 ? secondsSince(refreshedAt, context) : undefined;
  if (age !== undefined && age > 2 * interval + SETTLING_SECONDS) {
    return fromCondition(ready, {
      state: 'degraded',
      code: 'secrets.stale',
      sentence: `Secret "${secretName}" has not been refreshed for ${durationInWords(
        age,
      )}; it should be every ${refreshInterval}.`,
      audience: 'platform',
      nextStep: 'Check that External Secrets runs in the application cluster.',
      since: refreshedAt,
    });
  }
  return DELIVERED.includes(ready.reason ?? '')
    ? fromCondition(ready, {
        state: 'healthy',
        sentence: `Secret "${secretName}" is delivered.`,
      })
    : readyAsReported(object, ready);
}
