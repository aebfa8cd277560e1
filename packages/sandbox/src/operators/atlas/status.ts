import { z } from 'zod';
import { conditionsOf, withCondition, type Condition } from '../conditions';
import type { AtlasError, PendingError } from './atlas-error';

const LONGEST_MESSAGE = 2_048;

const statusSchema = z.looseObject({
  failed: z.number().default(0),
  last_applied: z.number().default(0),
  observed_hash: z.string().default(''),
});

/** What the operator itself reads of a status. */
export interface KnownStatus {
  failed: number;
  lastApplied: number;
  observedHash: string;
  isReady: boolean;
  isNew: boolean;
}

export function readStatus(status: unknown): KnownStatus {
  const {
    failed,
    last_applied: lastApplied,
    observed_hash: observedHash,
  } = statusSchema.parse(status ?? {});
  const conditions = conditionsOf({ status });
  return {
    failed,
    lastApplied,
    observedHash,
    isNew: conditions.length === 0,
    isReady: conditions.some(
      ({ type, status: value }) => type === 'Ready' && value === 'True',
    ),
  };
}

/** When and about what a status is written. */
export interface Moment {
  generation: number;
  now: string;
}

/** The three conditions of Atlas Operator 0.7.16 and later, always together. */
function allConditions(
  status: unknown,
  { generation, now }: Moment,
  values: Record<'Ready' | 'Reconciling' | 'Stalled', boolean>,
  reason: string,
  messages: Partial<Record<'Ready' | 'Reconciling' | 'Stalled', string>>,
): Condition[] {
  return (['Ready', 'Reconciling', 'Stalled'] as const).reduce<Condition[]>(
    (all, type) =>
      withCondition(
        all,
        {
          type,
          status: values[type] ? 'True' : 'False',
          reason,
          message: (messages[type] ?? '').slice(0, LONGEST_MESSAGE),
          observedGeneration: generation,
        },
        now,
      ),
    conditionsOf({ status }),
  );
}

export function reconcilingStatus(
  status: unknown,
  message: string,
  moment: Moment,
): object {
  return {
    observedGeneration: moment.generation,
    failed: 0,
    conditions: allConditions(
      status,
      moment,
      { Ready: false, Reconciling: true, Stalled: false },
      'Reconciling',
      { Ready: message, Reconciling: message },
    ),
  };
}

/** @param message - what was done; for an AtlasSchema the original puts the statements here */
export function readyStatus(
  status: unknown,
  applied: object,
  message: string,
  moment: Moment,
): object {
  return {
    ...applied,
    observedGeneration: moment.generation,
    failed: 0,
    conditions: allConditions(
      status,
      moment,
      { Ready: true, Reconciling: false, Stalled: false },
      'Applied',
      { Ready: message },
    ),
  };
}

export function failedStatus(
  status: unknown,
  { reason, message }: AtlasError,
  moment: Moment,
): object {
  return {
    observedGeneration: moment.generation,
    failed: readStatus(status).failed + 1,
    conditions: allConditions(
      status,
      moment,
      { Ready: false, Reconciling: false, Stalled: true },
      reason,
      { Ready: message, Reconciling: message, Stalled: message },
    ),
  };
}

export function pendingStatus(
  status: unknown,
  { reason, message }: PendingError,
  moment: Moment,
): object {
  return {
    observedGeneration: moment.generation,
    conditions: allConditions(
      status,
      moment,
      { Ready: false, Reconciling: true, Stalled: false },
      reason,
      { Ready: message, Reconciling: message },
    ),
  };
}
