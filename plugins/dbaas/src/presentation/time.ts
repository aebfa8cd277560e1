const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Largest unit that keeps a duration telling: hours up to three days, so that
 * "30 hours ago, every 24 hours" shows the problem.
 */
function inUnits(ms: number): [number, 'second' | 'minute' | 'hour' | 'day'] {
  const size = Math.abs(ms);
  if (size < 90 * SECOND) return [Math.round(ms / SECOND), 'second'];
  if (size < 90 * MINUTE) return [Math.round(ms / MINUTE), 'minute'];
  if (size < 3 * DAY) return [Math.round(ms / HOUR), 'hour'];
  return [Math.round(ms / DAY), 'day'];
}

/** A duration in words, such as "12 days". */
export function durationText(ms: number, language: string): string {
  const [value, unit] = inUnits(Math.max(ms, 0));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  }).format(value);
}

/** How long ago, such as "12 minutes ago". */
export function agoText(at: number, now: number, language: string): string {
  const [value, unit] = inUnits(Math.min(at - now, 0));
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(
    value,
    unit,
  );
}

/** The time of day, with the date when it is another day. */
export function clockText(at: number, now: number, language: string): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(language, {
    ...(sameDay ? {} : { dateStyle: 'medium' }),
    timeStyle: 'short',
  }).format(at);
}

/** The whole date and time, for a tooltip. */
export function absoluteText(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'full',
    timeStyle: 'long',
  }).format(at);
}
