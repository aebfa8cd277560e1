import { readDurationFromConfig, type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';

/** When owners are told about their database services. */
export interface NotificationSettings {
  enabled: boolean;
  /** How long a state must last before it is told, in milliseconds. */
  delayMs: {
    failed: number;
    degraded: number;
    approval: number;
    ready: number;
  };
  /** The same is told again about one database service after this long at the earliest. */
  intervalMs: number;
  /** More services of one owner than this that turn bad within a minute make one notification. */
  storm: number;
}

/** `dbaas.notifications` of the configuration. */
export function notificationSettings(config: Config): NotificationSettings {
  const settings = config.getOptionalConfig('dbaas.notifications');
  const storm = settings?.getOptionalNumber('storm') ?? 10;
  if (!Number.isInteger(storm) || storm < 1) {
    throw new InputError(
      `dbaas.notifications.storm is ${storm}, and must be a whole number from 1`,
    );
  }
  return {
    enabled: settings?.getOptionalBoolean('enabled') ?? true,
    delayMs: {
      failed: milliseconds(settings, 'delay.failed', { seconds: 30 }),
      degraded: milliseconds(settings, 'delay.degraded', { minutes: 2 }),
      approval: milliseconds(settings, 'delay.approval', { seconds: 10 }),
      ready: milliseconds(settings, 'delay.ready', { seconds: 10 }),
    },
    intervalMs: milliseconds(settings, 'interval', { hours: 1 }),
    storm,
  };
}

function milliseconds(
  settings: Config | undefined,
  key: string,
  byDefault: HumanDuration,
): number {
  return durationToMilliseconds(
    settings?.has(key) ? readDurationFromConfig(settings, { key }) : byDefault,
  );
}
