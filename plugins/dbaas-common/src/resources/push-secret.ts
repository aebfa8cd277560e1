import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { secretChangedAt } from './change-time';
import { conditionOf, type Condition } from './conditions';
import { explainError, STORE_RULES, type ErrorRule } from './error-rules';
import { readGeneric } from './generic';
import {
  currentWarning,
  fromCondition,
  nameOf,
  notKnownHere,
  readyAsReported,
} from './observation';
import type { ReadContext } from './reader';
import { READ_ONLY, storeRefsOf, storeRefusal } from './secret-store-access';
import { hasAge, SETTLING_SECONDS } from './timing';
import type { Verdict } from './verdict';

const specSchema = z
  .object({
    updatePolicy: z.string().default('Replace').catch('Replace'),
    selector: z
      .object({
        secret: z.object({ name: z.string().optional() }).optional(),
      })
      .optional()
      .catch(undefined),
  })
  .catch({ updatePolicy: 'Replace' });

const statusSchema = z
  .object({
    refreshTime: z.string().optional().catch(undefined),
    syncedPushSecrets: z
      .record(z.string(), z.unknown())
      .optional()
      .catch(undefined),
  })
  .catch({});

const RULES: readonly ErrorRule[] = [
  {
    code: 'secrets.source-missing',
    match:
      /(?:could not|cannot|unable to) get source secret|secret(?:s)? "?[\w.-]+"? not found/i,
    audience: 'wait',
    says: () => 'The credentials are not there yet.',
    nextStep: 'Look at the user of the database: its Secret comes from there.',
    transient: true,
  },
  {
    code: READ_ONLY,
    match: /read-?only|forbidden|access denied|permission/i,
    audience: 'platform',
    says: () => 'The secret store does not let the platform write.',
    nextStep: 'Give the secret store the right to write.',
  },
];

/** Reads a PushSecret (External Secrets 2.9). It does not watch the Secret that it pushes. */
export function readPushSecret(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const ready = conditionOf(object, 'Ready');
  // A PushSecret whose store matches nothing never gets a status.
  if (!ready) return readGeneric(object, context);
  if (ready.status === 'True') return readPushed(object, ready, context);
  if (ready.reason === 'SourceDeleted') {
    return fromCondition(ready, {
      state: 'failed',
      code: 'secrets.source-deleted',
      sentence: `The Secret that ${nameOf(object)} pushes was deleted.`,
      audience: 'platform',
      nextStep:
        'Find out who deleted it; the user of the database makes it again.',
    });
  }
  return ready.status === 'False' && ready.reason === 'Errored'
    ? readPushError(object, ready, context)
    : notKnownHere(object, ready);
}

function readPushError(
  object: KubernetesObject,
  ready: Condition,
  context: ReadContext,
): Verdict {
  const cause =
    currentWarning(object, ready, context)?.message ?? ready.message;
  const explained = explainError(cause, [...RULES, ...STORE_RULES]);
  if (explained?.rule.transient && isSettling(object, context)) {
    return fromCondition(ready, {
      state: 'progressing',
      sentence: explained.sentence,
      audience: 'wait',
    });
  }
  const refusal = explained
    ? undefined
    : storeRefusal(object, 'write', context);
  const says = explained?.sentence ?? refusal?.sentence;
  const missing = storesWithout(object)
    .map(name => `"${name}"`)
    .join(', ');
  return fromCondition(ready, {
    state: wasPushed(object) ? 'degraded' : 'failed',
    code: explained?.rule.code ?? refusal?.code ?? 'secrets.push-failed',
    sentence: `The credentials cannot be put into ${
      missing ? `secret store ${missing}` : 'the secret store'
    }${says ? `: ${says}` : '.'}`,
    audience: 'platform',
    nextStep:
      explained?.rule.nextStep ??
      refusal?.nextStep ??
      'Look at the secret store, and at the Events of the PushSecret.',
    ...(cause && { details: redactMessage(cause) }),
  });
}

function isSettling(object: KubernetesObject, context: ReadContext): boolean {
  return (
    context.serverBuilding === true ||
    !hasAge(object, SETTLING_SECONDS, context)
  );
}

function syncedStores(object: KubernetesObject): string[] {
  const { syncedPushSecrets } = statusSchema.parse(object.status ?? {});
  return Object.keys(syncedPushSecrets ?? {});
}

function wasPushed(object: KubernetesObject): boolean {
  return syncedStores(object).length > 0;
}

/** With several stores, only what each of them has shows which one failed (`<kind>/<name>`). */
function storesWithout(object: KubernetesObject): string[] {
  const synced = syncedStores(object);
  return storeRefsOf(object)
    .filter(({ kind, name }) => !synced.includes(`${kind}/${name}`))
    .map(({ name }) => name);
}

function readPushed(
  object: KubernetesObject,
  ready: Condition,
  context: ReadContext,
): Verdict {
  const refusal = storeRefusal(object, 'write', context);
  if (refusal?.code === READ_ONLY) {
    // It was pushed once; from now on it cannot be.
    const { evidence, ...says } = refusal;
    return fromCondition(ready, {
      ...says,
      state: 'degraded',
      evidence: [evidence],
    });
  }
  const changedAt = sourceChangedAt(object, context);
  return (
    readOutdated(object, ready, changedAt) ??
    (ready.reason === 'Synced'
      ? fromCondition(ready, {
          state: 'healthy',
          sentence: 'The credentials are in the secret store.',
        })
      : readyAsReported(object, ready))
  );
}

/** It neither watches the Secret that it pushes, nor always replaces what was pushed before. */
function readOutdated(
  object: KubernetesObject,
  ready: Condition,
  changedAt: string | undefined,
): Verdict | undefined {
  if (changedAt === undefined) return undefined;
  const { refreshTime } = statusSchema.parse(object.status ?? {});
  const { updatePolicy } = specSchema.parse(object.spec ?? {});
  const { creationTimestamp } = object.metadata;
  if (
    updatePolicy === 'IfNotExists' &&
    isLater(changedAt, creationTimestamp, SETTLING_SECONDS)
  ) {
    return fromCondition(ready, {
      state: 'degraded',
      code: 'secrets.push-never-updates',
      sentence:
        'The credentials have changed, and the secret store keeps the old ones: with update policy IfNotExists they are never replaced.',
      audience: 'platform',
      nextStep: 'Set updatePolicy Replace on the PushSecret.',
      since: changedAt,
    });
  }
  return isLater(changedAt, refreshTime, 0)
    ? fromCondition(ready, {
        state: 'degraded',
        code: 'secrets.push-pending',
        sentence:
          'The credentials have changed since they were last put into the secret store.',
        audience: 'wait',
        nextStep: 'They are put there at the next refresh.',
        since: changedAt,
      })
    : undefined;
}

function isLater(
  moment: string,
  than: string | undefined,
  seconds: number,
): boolean {
  return (
    than !== undefined && Date.parse(moment) - Date.parse(than) > seconds * 1000
  );
}

/** When the source was last changed: its field ownership tells, its creation at least. */
function sourceChangedAt(
  object: KubernetesObject,
  context: ReadContext,
): string | undefined {
  const name = specSchema.parse(object.spec ?? {}).selector?.secret?.name;
  const secret =
    name &&
    context.lookup?.({
      group: '',
      kind: 'Secret',
      name,
      namespace: object.metadata.namespace,
    });
  return secret && secret.found === 'yes'
    ? secretChangedAt(secret.object)
    : undefined;
}
