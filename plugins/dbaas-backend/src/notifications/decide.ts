import {
  serviceStateSchema,
  type ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { NotificationSettings } from './notification-settings';

/** What owners are told about a database service. */
export const topicSchema = z.enum([
  'ready',
  'degraded',
  'failed',
  'recovered',
  'approval',
]);
export type Topic = z.infer<typeof topicSchema>;

/** What the owners of a database service know of it, as far as it was told. */
export const toldSchema = z.object({
  state: serviceStateSchema,
  /** It has not been healthy yet. */
  building: z.boolean(),
  /** They know of a trouble, and not of its end. */
  trouble: z.boolean(),
  /** When each topic was told last, RFC 3339. */
  at: z.partialRecord(topicSchema, z.string()),
});
export type Told = z.infer<typeof toldSchema>;

/**
 * What a state means to the owners. Nothing at all when it tells about our view
 * of the service, or about its end, and not about how the service is doing.
 */
type Standing = 'building' | 'moving' | 'healthy' | 'approval' | Trouble;
type Trouble = 'degraded' | 'failed';

const STANDINGS: Partial<Record<ServiceState, Standing>> = {
  requested: 'building',
  merged: 'building',
  creating: 'building',
  slow: 'moving',
  updating: 'moving',
  paused: 'moving',
  healthy: 'healthy',
  needsApproval: 'approval',
  degraded: 'degraded',
  failed: 'failed',
};

export interface Observed {
  /** What the owners know, when anything was noted. */
  told?: Told;
  state: ServiceState;
  /** Since when it has been observed without a break. */
  since: Date;
  now: Date;
}

export type Decision =
  | { kind: 'nothing' }
  | { kind: 'lookAgain'; at: Date }
  /** To be noted without telling anybody. */
  | { kind: 'remember'; told: Told }
  | { kind: 'notify'; topic: Topic; told: Told };

/** Whether a change between two states can make a difference to what is told. */
export function meansTheSame(one: ServiceState, other: ServiceState): boolean {
  return STANDINGS[one] === STANDINGS[other];
}

/** Whether a state is one before the first time that a service is healthy. */
export function isBuilding(state: ServiceState): boolean {
  return STANDINGS[state] === 'building';
}

/** What to note of a service that is building. */
export function toldBuilding(state: ServiceState): Told {
  return { state, building: true, trouble: false, at: {} };
}

/** Whether a state is trouble of the service itself. */
export function isTrouble(state: ServiceState): boolean {
  return state === 'failed' || state === 'degraded';
}

/** When a state that began at `since` has lasted long enough to count. */
export function countsFrom(
  state: ServiceState,
  since: Date,
  { delayMs }: NotificationSettings,
): Date | undefined {
  const delays: Record<Standing, number> = {
    building: 0,
    moving: delayMs.approval,
    healthy: delayMs.ready,
    approval: delayMs.approval,
    degraded: delayMs.degraded,
    failed: delayMs.failed,
  };
  const standing = STANDINGS[state];
  return standing && new Date(since.getTime() + delays[standing]);
}

/** Decides what the owners hear now of a state that is observed. */
export function decide(
  { told, state, since, now }: Observed,
  settings: NotificationSettings,
): Decision {
  const standing = STANDINGS[state];
  const countsAt = countsFrom(state, since, settings);
  if (!standing || !countsAt) return { kind: 'nothing' };
  const next = nextTold(standing, state, told);
  if (!next) return { kind: 'nothing' };
  if (now < countsAt) return { kind: 'lookAgain', at: countsAt };
  const topic = topicOf(standing, told);
  if (!topic) return { kind: 'remember', told: next };
  const allowedAt = allowedFrom(topic, told, settings);
  if (now < allowedAt) return { kind: 'lookAgain', at: allowedAt };
  const at = { ...next.at, [topic]: now.toISOString() };
  return { kind: 'notify', topic, told: { ...next, at } };
}

/** What is news to the owners. That a trouble got smaller is not: they hear of its end. */
function topicOf(standing: Standing, told?: Told): Topic | undefined {
  switch (standing) {
    case 'failed':
    case 'approval':
      return standing;
    case 'degraded':
      return told?.state === 'failed' ? undefined : 'degraded';
    case 'healthy':
      if (told?.building) return 'ready';
      return told?.trouble ? 'recovered' : undefined;
    default:
      return undefined;
  }
}

/**
 * What is known once a state has been taken note of; undefined when that is
 * nothing new. A service without a note is one that was healthy all along.
 */
function nextTold(
  standing: Standing,
  state: ServiceState,
  told?: Told,
): Told | undefined {
  const before = told ?? { building: false, trouble: false, at: {} };
  switch (standing) {
    case 'building':
      // After a former service of the same name, all begins anew.
      return told?.building
        ? undefined
        : { ...before, state, building: true, trouble: false };
    case 'moving':
      // Approved: the next approval is another one.
      return told?.state === 'needsApproval' ? { ...told, state } : undefined;
    case 'healthy':
      return told && told.state !== 'healthy'
        ? { ...told, state, building: false, trouble: false }
        : undefined;
    case 'approval':
      return told?.state === state ? undefined : { ...before, state };
    default:
      return told?.state === state
        ? undefined
        : { ...before, state, trouble: true };
  }
}

function allowedFrom(
  topic: Topic,
  told: Told | undefined,
  { intervalMs }: NotificationSettings,
): Date {
  const last = told?.at[topic];
  return new Date(last ? Date.parse(last) + intervalMs : 0);
}
