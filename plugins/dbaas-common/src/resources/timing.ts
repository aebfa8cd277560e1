import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import type { ReadContext } from './reader';

/** A new object may be without a status for this long. */
export const FIRST_STATUS_SECONDS = 2 * 60;
/** A change may be unseen for this long before the controller is in doubt. */
export const PICK_UP_SECONDS = 10 * 60;
/** An error may come and go for this long while something is first made. */
export const SETTLING_SECONDS = 5 * 60;
/** What one watch has told, another may take this long to tell. */
export const WATCH_LAG_SECONDS = 60;
/** A deletion may take this long. */
export const DELETION_SECONDS = 30 * 60;
/** A first build takes no longer than this when nobody says how long it should take. */
export const DEFAULT_BUILD_SECONDS = 10 * 60;

/** Seconds from a moment until now; undefined when the moment is not known or not a time. */
export function secondsSince(
  moment: string | undefined,
  { now }: Pick<ReadContext, 'now'>,
): number | undefined {
  if (moment === undefined) return undefined;
  const at = Date.parse(moment);
  return Number.isNaN(at) ? undefined : (now.getTime() - at) / 1000;
}

/** Whether a moment is longer ago than some seconds. Not so when it is not known. */
export function isOlderThan(
  moment: string | undefined,
  seconds: number,
  context: Pick<ReadContext, 'now'>,
): boolean {
  return (secondsSince(moment, context) ?? 0) > seconds;
}

/** Whether the object is older than some seconds. */
export function hasAge(
  object: KubernetesObject,
  seconds: number,
  context: Pick<ReadContext, 'now'>,
): boolean {
  return isOlderThan(object.metadata.creationTimestamp, seconds, context);
}

/** RFC 3339 of seconds since 1970; undefined for none and for 0, which means never. */
export function fromEpochSeconds(
  seconds: number | undefined,
): string | undefined {
  return seconds && seconds > 0
    ? new Date(seconds * 1000).toISOString()
    : undefined;
}

/** A duration in words; hours up to three days, so that "30 hours" shows what is wrong. @public */
export function durationInWords(seconds: number): string {
  const units: [limit: number, size: number, name: string][] = [
    [120, 1, 'second'],
    [120 * 60, 60, 'minute'],
    [72 * 3600, 3600, 'hour'],
    [Infinity, 86_400, 'day'],
  ];
  const [, size, name] = units.find(([limit]) => seconds < limit) ?? units[3];
  const count = Math.max(0, Math.floor(seconds / size));
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

const GO_UNITS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds of a Go duration such as `1h30m`; undefined when it is none. */
export function parseGoDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * GO_UNITS[unit],
    0,
  );
}
