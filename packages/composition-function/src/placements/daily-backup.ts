import type { ManagedDatabase } from '@backstage-dbaas/plugin-dbaas-common';
import type { Problem } from '../claim/problem';

/** What a claim asks for that only says that there shall be backups. */
export const DEFAULT_BACKUP = { retentionDays: 7, schedule: '0 2 * * *' };

const PATH = 'spec.backup.schedule';
const CRON_FIELDS = 5;
const FIELD = /^[\d*/,\-A-Za-z?]+$/;

/** The fields of a cron expression, if it has the right number of them. */
function cronFields(schedule: string): string[] | undefined {
  const fields = schedule.trim().split(/\s+/);
  return fields.length === CRON_FIELDS && fields.every(one => FIELD.test(one))
    ? fields
    : undefined;
}

/** A schedule with a field for seconds before the others, as CloudNativePG wants it. */
export function withSeconds(schedule: string): string | undefined {
  const fields = cronFields(schedule);
  return fields && ['0', ...fields].join(' ');
}

/** What to tell somebody whose schedule is no cron expression. */
export const NO_CRON_EXPRESSION: Problem = {
  path: PATH,
  message: 'Write a cron expression of five fields, such as "0 2 * * *".',
};

/** A time of day (UTC). */
export interface TimeOfDay {
  hour: number;
  minute: number;
}

/** When a backup is made each day, if a schedule says just that. */
export function dailyTime(schedule: string): TimeOfDay | undefined {
  const match = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(
    cronFields(schedule)?.join(' ') ?? '',
  );
  if (!match) return undefined;
  const [minute, hour] = match.slice(1).map(Number);
  return minute < 60 && hour < 24 ? { hour, minute } : undefined;
}

/** What is wrong with the schedule of a claim where backups are made once a day. */
export function dailyScheduleProblems({ spec }: ManagedDatabase): Problem[] {
  if (!spec.backup || dailyTime(spec.backup.schedule)) return [];
  return [
    {
      path: PATH,
      message: `Placement "${spec.placement}" makes one backup each day. Write the time (UTC) as "<minute> <hour> * * *".`,
    },
  ];
}

/** Such as `02:30`. */
export function clockTime({ hour, minute }: TimeOfDay): string {
  return [hour, minute].map(part => String(part).padStart(2, '0')).join(':');
}

/** A time of day some minutes later. */
export function later({ hour, minute }: TimeOfDay, minutes: number): TimeOfDay {
  const total = (hour * 60 + minute + minutes) % (24 * 60);
  return { hour: Math.floor(total / 60), minute: total % 60 };
}
