import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { ATLAS_REASONS, type AtlasReason } from './atlas-reasons';
import { conditionOf, type Condition } from './conditions';
import { explainError, SERVER_RULES } from './error-rules';
import {
  fromCondition,
  nameOf,
  noStatus,
  readPendingChange,
} from './observation';
import type { ReadContext, ResourceReader } from './reader';
import { fromEpochSeconds, isOlderThan, PICK_UP_SECONDS } from './timing';
import type { Verdict } from './verdict';

/** Atlas Operator 0.7 and 0.8. */
export const ATLAS_GROUP = 'db.atlasgo.io';

const specSchema = z
  .object({ backoffLimit: z.number().default(20).catch(20) })
  .catch({ backoffLimit: 20 });

/** AtlasSchema and AtlasMigration spell the same things differently. */
const statusSchema = z
  .object({
    observed_hash: z.string().optional().catch(undefined),
    last_applied: z.number().optional().catch(undefined),
    lastApplied: z.number().optional().catch(undefined),
    lastAppliedVersion: z.string().optional().catch(undefined),
    planURL: z.string().optional().catch(undefined),
    planLink: z.string().optional().catch(undefined),
    approvalUrl: z.string().optional().catch(undefined),
    failed: z.number().optional().catch(undefined),
  })
  .catch({});

/** What Atlas says of the schema that it applied. */
export interface AppliedSchema {
  /** Of the desired schema, not of the database. */
  hash?: string;
  version?: string;
  appliedAt?: string;
  approvalUrl?: string;
}

/** The facts in the status of an AtlasSchema or AtlasMigration. */
export function appliedSchemaOf(object: KubernetesObject): AppliedSchema {
  const status = statusSchema.parse(object.status ?? {});
  return {
    hash: status.observed_hash,
    version: status.lastAppliedVersion,
    appliedAt: fromEpochSeconds(status.last_applied ?? status.lastApplied),
    approvalUrl: status.planURL ?? status.planLink ?? status.approvalUrl,
  };
}

/** Reads an AtlasSchema or AtlasMigration. */
export function readAtlas(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const ready = conditionOf(object, 'Ready');
  const stalled = conditionOf(object, 'Stalled');
  if (!ready) return noStatus(object, context);
  if (ready.status === 'True') {
    return (
      readPendingChange(object, context) ?? readApplied(object, ready, context)
    );
  }
  const reason = ATLAS_REASONS[ready.reason ?? ''];
  if (stalled?.status === 'True') {
    const cause = ATLAS_REASONS[stalled.reason ?? ''] ?? reason;
    return readStalled(object, stalled, cause, context);
  }
  const pending = readPendingChange(object, context);
  if (pending) return pending;
  if (ready.reason === 'ApprovalPending') return readApproval(object, ready);
  // Before 0.7.16 there is no Stalled: then the reason alone tells an error.
  if (reason && !stalled) return readStalled(object, ready, reason, context);
  return readProgress(object, ready, context);
}

function readApproval(object: KubernetesObject, ready: Condition): Verdict {
  const { approvalUrl } = appliedSchemaOf(object);
  return fromCondition(ready, {
    state: 'progressing',
    code: 'atlas.approval-pending',
    sentence: 'A schema change waits for approval.',
    audience: 'reviewer',
    nextStep: 'Approve or reject the planned change.',
    needsApproval: true,
    ...(approvalUrl && {
      link: { title: 'Review the plan', url: approvalUrl },
    }),
  });
}

function readProgress(
  object: KubernetesObject,
  ready: Condition,
  context: ReadContext,
): Verdict {
  const gettingDevDatabase = ready.reason === 'GettingDevDB';
  const late =
    gettingDevDatabase &&
    isOlderThan(ready.lastTransitionTime, PICK_UP_SECONDS, context);
  if (late) {
    return fromCondition(ready, {
      state: 'degraded',
      code: 'atlas.dev-database-missing',
      sentence:
        'Atlas has no empty database to compare the schema in, and has waited for one for long.',
      audience: 'platform',
      nextStep: `Check whether the Deployment ${object.metadata.name}-atlas-dev-db can start.`,
    });
  }
  const known = gettingDevDatabase || ready.reason === 'Reconciling';
  return known
    ? fromCondition(ready, {
        state: 'progressing',
        sentence: 'The schema is being applied.',
        audience: 'wait',
      })
    : fromCondition(ready, {
        state: 'unknown',
        sentence: `Atlas reports "${
          ready.reason ?? 'nothing'
        }", which is not known here.`,
        audience: 'platform',
      });
}

function readStalled(
  object: KubernetesObject,
  condition: Condition,
  known: AtlasReason | undefined,
  context: ReadContext,
): Verdict {
  const { failed = 0 } = statusSchema.parse(object.status ?? {});
  const { backoffLimit } = specSchema.parse(object.spec ?? {});
  const waiting =
    known?.readsCredentials &&
    context.serverBuilding === true &&
    /secret|not found|connect/i.test(condition.message ?? '');
  if (waiting) {
    return fromCondition(condition, {
      state: 'progressing',
      sentence: 'The schema waits for the credentials of the database.',
      audience: 'wait',
    });
  }
  const explained = known?.isPolicy
    ? undefined
    : explainError(condition.message, SERVER_RULES);
  const gaveUp = backoffLimit > 0 && failed > backoffLimit;
  const cause =
    specificCause(condition.message) ??
    known?.sentence ??
    'The schema cannot be applied.';
  return fromCondition(condition, {
    state: 'failed',
    code: explained?.rule.code ?? known?.code ?? 'atlas.failed',
    sentence: [
      explained ? `The schema cannot be applied: ${explained.sentence}` : cause,
      gaveUp && `Atlas gave up after ${failed} tries.`,
    ]
      .filter(Boolean)
      .join(' '),
    audience:
      explained && explained.rule.audience !== 'wait'
        ? explained.rule.audience
        : known?.audience ?? 'platform',
    nextStep:
      known?.retried && !gaveUp
        ? 'Atlas tries again by itself.'
        : known?.nextStep ??
          'Atlas does not try again by itself: change the schema in the request.',
  });
}

const SPECIFIC_CAUSES: readonly [RegExp, string][] = [
  [
    /migrate down is not allowed/i,
    'A migration file was removed after it had run.',
  ],
  [
    /connected database is not clean/i,
    'The database already holds tables, and there is no baseline.',
  ],
  [
    /checksum mismatch|atlas\.sum/i,
    'The migration files do not match their checksum file atlas.sum.',
  ],
  [/syntax error/i, 'The SQL of the schema is not valid.'],
];

function specificCause(message: string | undefined): string | undefined {
  return SPECIFIC_CAUSES.find(([match]) => match.test(message ?? ''))?.[1];
}

function readApplied(
  object: KubernetesObject,
  ready: Condition,
  { serverCreatedAt }: ReadContext,
): Verdict {
  const { appliedAt } = appliedSchemaOf(object);
  const older =
    appliedAt !== undefined &&
    serverCreatedAt !== undefined &&
    Date.parse(appliedAt) < Date.parse(serverCreatedAt);
  if (older) {
    return fromCondition(ready, {
      state: 'degraded',
      code: 'atlas.applied-before-server',
      sentence: 'The schema was applied before this server existed.',
      audience: 'you',
      nextStep: 'Change the schema in the request to have it applied again.',
      since: serverCreatedAt,
    });
  }
  return fromCondition(ready, {
    state: 'healthy',
    // Nothing looks at the database again after that: this is no word on drift.
    sentence: appliedAt
      ? `The schema was last applied at ${appliedAt}.`
      : 'The schema is applied.',
    // The message holds the SQL that was executed.
    details: undefined,
    evidence: [
      {
        path: 'status.conditions[Ready]',
        value: redactMessage(`True: ${ready.reason ?? ''}`),
      },
    ],
    since: appliedAt ?? ready.lastTransitionTime,
  });
}

/** AtlasDriftCheck (0.8): `Drifted` True is bad. */
function readDriftCheck(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const drifted = conditionOf(object, 'Drifted');
  if (!drifted) return noStatus(object, context);
  if (drifted.status === 'False') {
    return fromCondition(drifted, {
      state: 'healthy',
      sentence: 'The database has the schema that was asked for.',
    });
  }
  return fromCondition(drifted, {
    state: drifted.status === 'True' ? 'degraded' : 'unknown',
    code: 'atlas.drift',
    sentence:
      drifted.status === 'True'
        ? 'The database does not have the schema that was asked for.'
        : `${nameOf(object)} could not compare the schemas.`,
    audience: 'you',
  });
}

/** @internal */
export const atlasReaders: readonly ResourceReader[] = [
  {
    groups: [ATLAS_GROUP],
    kinds: ['AtlasSchema', 'AtlasMigration'],
    read: readAtlas,
  },
  { groups: [ATLAS_GROUP], kinds: ['AtlasDriftCheck'], read: readDriftCheck },
];
