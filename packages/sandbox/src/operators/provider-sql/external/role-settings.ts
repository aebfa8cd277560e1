import { escapeIdentifier, escapeLiteral } from 'pg';
import { z } from 'zod';

export const roleSettingSchema = z.object({
  name: z.string(),
  value: z.string().default(''),
});

/** A setting that holds for the sessions of a role (`configurationParameters`). */
export type RoleSetting = z.infer<typeof roleSettingSchema>;

/** Reads an entry of `pg_roles.rolconfig`, such as `search_path="$user", public`. */
export function parseRoleSetting(entry: string): RoleSetting {
  const end = entry.indexOf('=');
  return { name: entry.slice(0, end), value: entry.slice(end + 1) };
}

/** Whether two lists of settings mean the same, whatever the order and the quotes. */
export function sameSettings(
  left: readonly RoleSetting[],
  right: readonly RoleSetting[],
): boolean {
  const canonical = (settings: readonly RoleSetting[]) =>
    settings
      .map(
        ({ name, value }) =>
          `${name.toLowerCase()}=${elements(value).join(',')}`,
      )
      .sort()
      .join('\n');
  return canonical(left) === canonical(right);
}

/** Sets exactly these settings for a role, whose name is quoted already. */
export function settingStatements(
  role: string,
  settings: readonly RoleSetting[],
): string[] {
  return [
    `ALTER ROLE ${role} RESET ALL`,
    ...settings.map(({ name, value }) => {
      const values = elements(value).map(escapeLiteral).join(', ');
      return `ALTER ROLE ${role} SET ${escapeIdentifier(name)} TO ${values}`;
    }),
  ];
}

/** A value may be a list, as that of `search_path`. */
function elements(value: string): string[] {
  return value
    .split(',')
    .map(element => element.trim().replace(/^(['"])(.*)\1$/, '$2'));
}
