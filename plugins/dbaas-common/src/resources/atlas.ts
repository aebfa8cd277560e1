import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { ATLAS_REASONS, type AtlasReason } from './atlas-reasons';
import { readDriftCheck } from './atlas-drift';
import { addressSecretsOf, appliedSchemaOf, attemptsOf } from './atlas-status';
import { conditionOf, type Condition } from './conditions';
import { explainError, SERVER_RULES } from './error-rules';
import { readGeneric } from './generic';
import { fromCondition, notKnownHere, readPendingChange } from './observation';
import type { ReadContext, ResourceReader } from './reader';
import { isOlderThan, PICK_UP_SECONDS } from './timing';
import type { Verdict } from './verdict';

/** Atlas Operator 0.7 and 0.8. */
export const ATLAS_GROUP = 'db.atlasgo.io';

/** Reads an AtlasSchema or AtlasMigration. */
export function readAtlas(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const ready = conditionOf(object, 'Ready');
  const stalled = conditionOf(object, 'Stalled');
  if (!ready) return readGeneric(object, context);
  // What it says is about an earlier request, a failure included.
  const pending = readPendingChange(object, context);
  if (pending) return pending;
  if (ready.status === 'True') return readApplied(object, ready, context);
  const reason = ATLAS_REASONS[ready.reason ?? ''];
  if (stalled?.status === 'True') {
    const cause = ATLAS_REASONS[stalled.reason ?? ''] ?? reason;
    return readStalled(object, stalled, cause, context);
  }
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
  const since = movedAt(object);
  const late =
    gettingDevDatabase && isOlderThan(since, PICK_UP_SECONDS, context);
  if (late) {
    return fromCondition(ready, {
      state: 'degraded',
      code: 'atlas.dev-database-missing',
      sentence:
        'Atlas has no empty database to compare the schema in, and has waited for one for long.',
      audience: 'platform',
      nextStep: `Check whether the Deployment ${object.metadata.name}-atlas-dev-db can start.`,
      since,
    });
  }
  const known = gettingDevDatabase || ready.reason === 'Reconciling';
  return known
    ? fromCondition(ready, {
        state: 'progressing',
        sentence: 'The schema is being applied.',
        audience: 'wait',
        since,
      })
    : notKnownHere(object, ready);
}

const CONDITIONS = ['Ready', 'Reconciling', 'Stalled'];

/** When any of its conditions last moved: none of them does when only its reason changes. */
function movedAt(object: KubernetesObject): string | undefined {
  return CONDITIONS.flatMap(
    type => conditionOf(object, type)?.lastTransitionTime ?? [],
  )
    .sort()
    .at(-1);
}

function readStalled(
  object: KubernetesObject,
  condition: Condition,
  known: AtlasReason | undefined,
  context: ReadContext,
): Verdict {
  const { failed, gaveUp } = attemptsOf(object);
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
  const moved = readMovedServer(object, condition, context);
  if (moved) return moved;
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
    /no dir-state found/i,
    'Atlas has lost the record of which migrations were applied.',
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

/** The record of what was migrated stays in the former server (ariga/atlas#3298). */
function readMovedServer(
  object: KubernetesObject,
  condition: Condition,
  { serverCreatedAt }: ReadContext,
): Verdict | undefined {
  const lost = /migrate down is not allowed|no dir-state found/i;
  const moved =
    lost.test(condition.message ?? '') &&
    isBefore(appliedSchemaOf(object).appliedAt, serverCreatedAt);
  return moved
    ? fromCondition(condition, {
        state: 'failed',
        code: 'atlas.server-replaced',
        sentence:
          'The migrations ran on a former server; this one does not know of them.',
        audience: 'platform',
        nextStep:
          'Restore the data with its table atlas_schema_revisions, or set a baseline for the migrations.',
      })
    : undefined;
}

function isBefore(first: string | undefined, second: string | undefined) {
  return (
    first !== undefined &&
    second !== undefined &&
    Date.parse(first) < Date.parse(second)
  );
}

/** When the Secret with the address of the server was made, as far as anything tells. */
function addressMadeAt(
  object: KubernetesObject,
  { lookup }: ReadContext,
): string | undefined {
  const { namespace } = object.metadata;
  return addressSecretsOf(object)
    .flatMap(name => {
      const secret = lookup?.({ group: '', kind: 'Secret', name, namespace });
      return secret?.found === 'yes'
        ? secret.object.metadata.creationTimestamp ?? []
        : [];
    })
    .sort()
    .at(-1);
}

/** Atlas does not look again after a success: it may have worked on another server. */
function readFormerServer(
  object: KubernetesObject,
  ready: Condition,
  context: ReadContext,
): Verdict | undefined {
  const { appliedAt } = appliedSchemaOf(object);
  const { serverCreatedAt } = context;
  const addressAt = addressMadeAt(object, context);
  const newServer = isBefore(appliedAt, serverCreatedAt);
  if (!newServer && !isBefore(appliedAt, addressAt)) return undefined;
  return fromCondition(ready, {
    state: 'degraded',
    code: newServer ? 'atlas.applied-before-server' : 'atlas.address-changed',
    sentence: newServer
      ? 'The schema was applied before this server existed.'
      : 'The schema was applied before the present address of the server was known.',
    audience: 'you',
    nextStep: 'Change the schema in the request to have it applied again.',
    // The message holds the SQL that was executed.
    details: undefined,
    since: newServer ? serverCreatedAt : addressAt,
  });
}

function readApplied(
  object: KubernetesObject,
  ready: Condition,
  context: ReadContext,
): Verdict {
  const former = readFormerServer(object, ready, context);
  if (former) return former;
  const { appliedAt } = appliedSchemaOf(object);
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

/** @internal */
export const atlasReaders: readonly ResourceReader[] = [
  {
    groups: [ATLAS_GROUP],
    kinds: ['AtlasSchema', 'AtlasMigration'],
    read: readAtlas,
  },
  { groups: [ATLAS_GROUP], kinds: ['AtlasDriftCheck'], read: readDriftCheck },
];
