import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import type { History } from './history';

const DEFAULT_RETENTION = { days: 90 };

/** How long transitions are kept, in milliseconds: `dbaas.history.retention`. */
export function historyRetentionMs(config: Config): number {
  const history = config.getOptionalConfig('dbaas.history');
  return durationToMilliseconds(
    history?.has('retention')
      ? readDurationFromConfig(history, { key: 'retention' })
      : DEFAULT_RETENTION,
  );
}

/** Forgets old transitions once a day, in one replica of the backend. */
export async function scheduleRetention(options: {
  history: Pick<History, 'forgetBefore'>;
  retentionMs: number;
  scheduler: SchedulerService;
  logger: LoggerService;
}): Promise<void> {
  const { history, retentionMs, scheduler, logger } = options;
  await scheduler.scheduleTask({
    id: 'dbaas-forget-transitions',
    scope: 'global',
    frequency: { days: 1 },
    initialDelay: { minutes: 5 },
    timeout: { minutes: 30 },
    fn: async () => {
      const forgotten = await history.forgetBefore(
        new Date(Date.now() - retentionMs),
      );
      if (forgotten > 0)
        logger.info(`Forgot ${forgotten} old transitions of database services`);
    },
  });
}
