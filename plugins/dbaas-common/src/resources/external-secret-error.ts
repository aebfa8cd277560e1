import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import type { Condition } from './conditions';
import {
  explainError,
  STORE_RULES,
  type ErrorRule,
  type ExplainedError,
} from './error-rules';
import { deliveryOf } from './external-secret-spec';
import { currentWarning, fromCondition } from './observation';
import type { LookupResult, ReadContext } from './reader';
import { storeRefusal } from './secret-store-access';
import { hasAge, SETTLING_SECONDS } from './timing';
import type { Verdict } from './verdict';

const OWNED_BY_ANOTHER_SAYS =
  'Another ExternalSecret already writes this Secret.';

const OWNED_BY_ANOTHER: ErrorRule = {
  code: 'secrets.target-owned-by-another',
  match: /target is owned by another ExternalSecret/i,
  audience: 'you',
  says: () => OWNED_BY_ANOTHER_SAYS,
  // The operator does not try this again by itself.
  nextStep: 'Choose another secret name in the request.',
};

const RULES: readonly ErrorRule[] = [
  OWNED_BY_ANOTHER,
  {
    code: 'secrets.store-refuses-namespace',
    match: /not allowed (?:to use|from namespace)|denied by spec\.condition/i,
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
    nextStep: 'Look at the PushSecret that should have put them there.',
    transient: true,
  },
];

/** What to do when nothing tells the cause: the Event that did is gone after an hour. */
const ASK_AGAIN =
  'The cause stood in an Event that is gone by now. Set the annotation external-secrets.io/force-sync to have it tried and told again.';

const READ_EVENT =
  'Read what External Secrets says in the details; it tries again by itself.';

/** The verdict on an ExternalSecret whose last attempt failed. An old Secret is still of use. */
export function readSyncError(
  object: KubernetesObject,
  ready: Condition,
  secret: LookupResult,
  context: ReadContext,
): Verdict {
  const { secretName, refreshedAt } = deliveryOf(object);
  const { says, transient, ...cause } = causeOf(object, ready, secret, context);
  const kept =
    cause.code !== OWNED_BY_ANOTHER.code &&
    (secret.found === 'yes' ||
      (secret.found === 'unreadable' && refreshedAt !== undefined));
  if (kept) {
    return fromCondition(ready, {
      ...cause,
      state: 'degraded',
      sentence: `Secret "${secretName}" keeps the value of ${
        refreshedAt ?? 'an unknown time'
      }: ${says ?? 'it cannot be refreshed.'}`,
    });
  }
  const settling =
    !hasAge(object, SETTLING_SECONDS, context) ||
    context.serverBuilding === true;
  if (transient && says && settling) {
    return fromCondition(ready, {
      state: 'progressing',
      sentence: says,
      audience: 'wait',
    });
  }
  return fromCondition(ready, {
    ...cause,
    state: 'failed',
    audience: cause.audience === 'wait' ? 'platform' : cause.audience,
    sentence: `There is no Secret "${secretName}": ${
      says ?? 'the credentials cannot be fetched.'
    }`,
  });
}

type Cause = Required<Pick<Verdict, 'code' | 'audience'>> &
  Pick<Verdict, 'nextStep' | 'details'> & {
    says?: string;
    transient?: boolean;
  };

/**
 * Why it failed. The condition says only that it did; the Event that says why lives
 * for an hour. What the store and the Secret themselves show does not go away.
 */
function causeOf(
  object: KubernetesObject,
  ready: Condition,
  secret: LookupResult,
  context: ReadContext,
): Cause {
  const warning = currentWarning(object, ready, context);
  const text = warning?.message ?? ready.message;
  const details = text ? { details: redactMessage(text) } : {};
  const explained = ownedByAnother(object, secret)
    ? { rule: OWNED_BY_ANOTHER, sentence: OWNED_BY_ANOTHER_SAYS }
    : explainError(text, [...RULES, ...STORE_RULES]);
  if (explained) return { ...details, ...fromRule(explained) };
  const refusal = storeRefusal(object, 'read', context);
  if (refusal) {
    const { code, audience, nextStep, sentence } = refusal;
    return { ...details, code, audience, nextStep, says: sentence };
  }
  return {
    ...details,
    code: 'secrets.not-refreshed',
    audience: 'platform',
    nextStep: warning ? READ_EVENT : ASK_AGAIN,
  };
}

function fromRule({ rule, sentence }: ExplainedError): Cause {
  const { code, audience, nextStep, transient } = rule;
  return { code, audience, nextStep, transient, says: sentence };
}

/** Two ExternalSecrets of one target: only one controls it, the other fails for ever. */
function ownedByAnother(
  { metadata }: KubernetesObject,
  secret: LookupResult,
): boolean {
  if (secret.found !== 'yes') return false;
  const controller = secret.object.metadata.ownerReferences?.find(
    owner => owner.controller,
  );
  return (
    controller?.kind === 'ExternalSecret' && controller.uid !== metadata.uid
  );
}
