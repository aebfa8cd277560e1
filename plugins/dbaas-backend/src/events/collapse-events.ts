import type { ResourceEvent } from '@backstage-dbaas/plugin-dbaas-common';

const MOST_EVENTS = 500;

/** Newest first, and what is said of the same object in the same words only once. */
export function collapseEvents(
  events: readonly ResourceEvent[],
): ResourceEvent[] {
  const bySaying = new Map<string, ResourceEvent>();
  for (const event of events) {
    const key = JSON.stringify([
      event.resource.cluster,
      event.resource.apiVersion,
      event.resource.kind,
      event.resource.namespace,
      event.resource.name,
      event.type,
      event.reason,
      event.message,
    ]);
    const known = bySaying.get(key);
    bySaying.set(key, known ? merge(known, event) : event);
  }
  return [...bySaying.values()].sort(newestFirst).slice(0, MOST_EVENTS);
}

function merge(left: ResourceEvent, right: ResourceEvent): ResourceEvent {
  const [newer, older] = [left, right].sort(newestFirst);
  const firstAt = [left.firstAt, right.firstAt]
    .flatMap(at => at ?? [])
    .sort(byTime)[0];
  return {
    ...older,
    ...newer,
    count: left.count + right.count,
    ...(firstAt && { firstAt }),
  };
}

function newestFirst(left: ResourceEvent, right: ResourceEvent): number {
  return byTime(right.lastAt ?? '', left.lastAt ?? '');
}

/** As times, not as texts: some have fractions of a second. What is no time comes first. */
function byTime(left: string, right: string): number {
  return (Date.parse(left) || 0) - (Date.parse(right) || 0);
}
