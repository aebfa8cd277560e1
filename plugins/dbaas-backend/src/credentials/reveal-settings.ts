import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

const DEFAULT_LIMIT = 10;
const DEFAULT_WINDOW = { minutes: 10 };

/** Whether credentials are shown, and how often to one user. */
export interface RevealSettings {
  enabled: boolean;
  /** Attempts of one user within the window, in each replica of the backend. */
  limit: number;
  windowMs: number;
}

/** `dbaas.reveal` of the configuration. */
export function revealSettings(config: Config): RevealSettings {
  const reveal = config.getOptionalConfig('dbaas.reveal');
  const window = reveal?.has('window')
    ? readDurationFromConfig(reveal, { key: 'window' })
    : DEFAULT_WINDOW;
  return {
    enabled: reveal?.getOptionalBoolean('enabled') ?? true,
    limit: reveal?.getOptionalNumber('limit') ?? DEFAULT_LIMIT,
    windowMs: durationToMilliseconds(window),
  };
}
