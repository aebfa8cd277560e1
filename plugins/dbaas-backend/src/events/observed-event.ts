import {
  redactMessage,
  resourceRefOf,
  type ResourceEvent,
  type TreeNode,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

const time = z
  .string()
  .nullish()
  .transform(value => value || undefined);

/**
 * An Event of core/v1 (Kubernetes 1.34). Controllers that use the newer API leave
 * `count` and the timestamps empty and count in `series`.
 */
const eventSchema = z.object({
  involvedObject: z.object({ uid: z.string().min(1) }),
  type: z.enum(['Normal', 'Warning']).catch('Normal'),
  reason: z.string().catch(''),
  message: z.string().catch(''),
  count: z.number().nullish(),
  series: z
    .object({ count: z.number().optional(), lastObservedTime: time })
    .nullish()
    .catch(undefined),
  source: z.object({ component: z.string().optional() }).optional(),
  reportingComponent: z.string().optional(),
  firstTimestamp: time,
  lastTimestamp: time,
  eventTime: time,
  metadata: z.object({ creationTimestamp: time }),
});

/** An Event as it was read, with the uid of the object that it is about. */
export type ObservedEvent = z.infer<typeof eventSchema>;

/** Undefined for what is no Event, or one about no particular object. */
export function parseEvent(item: unknown): ObservedEvent | undefined {
  return eventSchema.safeParse(item).data;
}

/** An Event as the API shows it. */
export function resourceEvent(
  event: ObservedEvent,
  about: TreeNode,
): ResourceEvent {
  const { type, reason, message, count, series, source } = event;
  const created = event.metadata.creationTimestamp;
  const component = event.reportingComponent || source?.component;
  const firstAt = event.firstTimestamp ?? event.eventTime ?? created;
  const lastAt =
    series?.lastObservedTime ??
    event.lastTimestamp ??
    event.eventTime ??
    created;
  return {
    resource: resourceRefOf(about),
    type,
    reason,
    message: redactMessage(message),
    count: Math.max(series?.count ?? 0, count ?? 0, 1),
    ...(component && { source: component }),
    ...(firstAt && { firstAt }),
    ...(lastAt && { lastAt }),
  };
}
