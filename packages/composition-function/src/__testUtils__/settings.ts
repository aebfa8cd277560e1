import { DEFAULT_SETTINGS, settingsSchema, type Settings } from '../settings';

/** The settings of a platform team that decides some things and leaves the rest. */
export function settingsWith(decided: object): Settings {
  const { apiVersion, kind } = DEFAULT_SETTINGS;
  return settingsSchema.parse({ apiVersion, kind, ...decided });
}
