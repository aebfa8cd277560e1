import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { readGeneric } from './generic';
import { nameOf, readPendingChange } from './observation';
import type { ReadContext } from './reader';
import type { Verdict } from './verdict';

const statusSchema = z
  .object({
    applied: z.boolean().optional().catch(undefined),
    message: z.string().optional().catch(undefined),
    phase: z.string().optional().catch(undefined),
    error: z.string().optional().catch(undefined),
    stoppedAt: z.string().optional().catch(undefined),
    instances: z.number().optional().catch(undefined),
    lastScheduleTime: z.string().optional().catch(undefined),
  })
  .catch({});

/** Reads a Database of CloudNativePG, which has `applied` instead of conditions. */
export function readDatabase(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const { applied, message } = statusSchema.parse(object.status ?? {});
  if (applied === undefined) return readGeneric(object, context);
  const evidence = [{ path: 'status.applied', value: String(applied) }];
  const pending = readPendingChange(object, context);
  if (pending) return pending;
  return applied
    ? {
        state: 'healthy',
        reason: 'Applied',
        sentence: `${nameOf(object)} is ready.`,
        evidence,
      }
    : {
        state: 'failed',
        reason: 'NotApplied',
        code: 'databases.not-applied',
        sentence: `${nameOf(object)} could not be made.`,
        audience: 'platform',
        nextStep: 'Look at the message of the Database and at its owner.',
        evidence,
        ...(message && { details: redactMessage(message) }),
      };
}

const POOLER_STATES: ReadonlyMap<string, Verdict['state']> = new Map([
  ['active', 'healthy'],
  ['paused', 'paused'],
  ['inactive', 'paused'],
  ['failed', 'failed'],
]);

/** Reads a Pooler; older versions report the number of instances only. */
export function readPooler(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const { phase } = statusSchema.parse(object.status ?? {});
  if (phase === undefined) return readGeneric(object, context);
  const state = POOLER_STATES.get(phase);
  if (state === undefined) return unknownPhase(object, phase);
  return {
    state,
    reason: phase,
    sentence: `The connection pooler is ${phase}.`,
    evidence: [{ path: 'status.phase', value: phase }],
    ...(state === 'failed' && {
      code: 'server.pooler-failed',
      audience: 'platform' as const,
      nextStep: 'Look at the Pooler and at its pods.',
    }),
  };
}

function unknownPhase(object: KubernetesObject, phase: string): Verdict {
  const value = redactMessage(phase, 100);
  return {
    state: 'unknown',
    reason: value,
    sentence: `${nameOf(object)} reports "${value}", which is not known here.`,
    evidence: [{ path: 'status.phase', value }],
    audience: 'platform',
    nextStep: `Look at ${nameOf(
      object,
    )}; a newer version of CloudNativePG may mean something new by it.`,
  };
}

const BACKUP_STATES: ReadonlyMap<string, Verdict['state']> = new Map([
  ['pending', 'progressing'],
  ['started', 'progressing'],
  ['running', 'progressing'],
  ['finalizing', 'progressing'],
  ['completed', 'healthy'],
  ['failed', 'degraded'],
  ['walArchivingFailing', 'degraded'],
  ['invalid backup definition', 'degraded'],
]);

/** Reads a Backup: a backup that failed is a warning, the database works. */
export function readBackup(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const { phase, error, stoppedAt } = statusSchema.parse(object.status ?? {});
  if (phase === undefined) return readGeneric(object, context);
  const state = BACKUP_STATES.get(phase);
  if (state === undefined) return unknownPhase(object, phase);
  return {
    state,
    reason: phase,
    sentence: `${nameOf(object)}: ${phase}.`,
    evidence: [{ path: 'status.phase', value: phase }],
    since: stoppedAt,
    ...(state === 'degraded' && {
      code: 'server.backup-failed',
      audience: 'platform' as const,
      nextStep: 'Check the place for backups and its credentials.',
    }),
    ...(error && { details: redactMessage(error) }),
  };
}

/** Reads a ScheduledBackup. That it fires does not mean that a backup completes. */
export function readScheduledBackup(object: KubernetesObject): Verdict {
  const { lastScheduleTime } = statusSchema.parse(object.status ?? {});
  return {
    state: 'unknown',
    reason: lastScheduleTime ? 'Scheduled' : 'NotYetScheduled',
    sentence: lastScheduleTime
      ? `Backups are scheduled; the last was started at ${lastScheduleTime}.`
      : 'Backups are scheduled; none was started yet.',
    statusless: true,
    evidence: [
      { path: 'status.lastScheduleTime', value: lastScheduleTime ?? 'missing' },
    ],
    since: lastScheduleTime,
  };
}
