import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { conditionOf, type Condition } from './conditions';
import { explainError, STORE_RULES, type ErrorRule } from './error-rules';
import { fromCondition, nameOf, noStatus } from './observation';
import type { ReadContext } from './reader';
import { isOlderThan, SETTLING_SECONDS } from './timing';
import type { Verdict } from './verdict';

const specSchema = z
  .object({
    selector: z
      .object({
        secret: z.object({ name: z.string().optional() }).optional(),
      })
      .optional()
      .catch(undefined),
  })
  .catch({});

const statusSchema = z
  .object({
    refreshTime: z.string().optional().catch(undefined),
    syncedPushSecrets: z
      .record(z.string(), z.unknown())
      .optional()
      .catch(undefined),
  })
  .catch({});

const managedFieldsSchema = z
  .array(z.object({ time: z.string().optional() }))
  .catch([]);

const RULES: readonly ErrorRule[] = [
  {
    code: 'secrets.source-missing',
    match:
      /(?:could not|cannot|unable to) get source secret|secret(?:s)? "?[\w.-]+"? not found/i,
    audience: 'wait',
    says: () => 'The credentials are not there yet.',
    transient: true,
  },
  {
    code: 'secrets.store-read-only',
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
  if (!ready) return noStatus(object, context);
  if (ready.status === 'True') return readPushed(object, ready, context);
  if (ready.reason === 'SourceDeleted') {
    return fromCondition(ready, {
      state: 'failed',
      code: 'secrets.source-deleted',
      sentence: `The Secret that ${nameOf(object)} pushes was deleted.`,
      audience: 'platform',
    });
  }
  return readPushError(object, ready, context);
}

function readPushError(
  object: KubernetesObject,
  ready: Condition,
  context: ReadContext,
): Verdict {
  const cause = context.latestWarning?.(object)?.message ?? ready.message;
  const explained = explainError(cause, [...RULES, ...STORE_RULES]);
  const { syncedPushSecrets } = statusSchema.parse(object.status ?? {});
  const pushedBefore = Object.keys(syncedPushSecrets ?? {}).length > 0;
  const young = !isOlderThan(
    object.metadata.creationTimestamp,
    SETTLING_SECONDS,
    context,
  );
  if (explained?.rule.transient && (young || context.serverBuilding)) {
    return fromCondition(ready, {
      state: 'progressing',
      sentence: explained.sentence,
      audience: 'wait',
    });
  }
  return fromCondition(ready, {
    state: pushedBefore ? 'degraded' : 'failed',
    code: explained?.rule.code ?? 'secrets.push-failed',
    sentence: `The credentials cannot be put into the secret store${
      explained ? `: ${explained.sentence}` : '.'
    }`,
    audience: 'platform',
    nextStep: explained?.rule.nextStep,
    ...(cause && { details: redactMessage(cause) }),
  });
}

function readPushed(
  object: KubernetesObject,
  ready: Condition,
  context: ReadContext,
): Verdict {
  const { refreshTime } = statusSchema.parse(object.status ?? {});
  const changedAt = sourceChangedAt(object, context);
  const behind =
    changedAt !== undefined &&
    refreshTime !== undefined &&
    Date.parse(changedAt) > Date.parse(refreshTime);
  return behind
    ? fromCondition(ready, {
        state: 'degraded',
        code: 'secrets.push-pending',
        sentence:
          'The credentials have changed since they were last put into the secret store.',
        audience: 'wait',
        since: changedAt,
      })
    : fromCondition(ready, {
        state: 'healthy',
        sentence: 'The credentials are in the secret store.',
      });
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
  if (!secret || secret.found !== 'yes') return undefined;
  const { managedFields, creationTimestamp } = secret.object.metadata;
  const times = managedFieldsSchema
    .parse(managedFields ?? [])
    .flatMap(({ time }) => time ?? []);
  return [...times, ...(creationTimestamp ? [creationTimestamp] : [])]
    .sort()
    .at(-1);
}
