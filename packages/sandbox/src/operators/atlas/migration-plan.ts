import type { MigrationDirectory, MigrationFile } from './migration-directory';
import type { AtlasMigrationSpec } from './resources';

/** What has been done to a database, by the table of revisions. */
export interface MigrationState {
  /** Versions in their order. */
  applied: readonly { version: string; executedAt: Date }[];
}

/** What to do with a database. */
export type MigrationPlan =
  | { kind: 'up'; pending: readonly MigrationFile[]; baseline?: MigrationFile }
  | { kind: 'down'; to: MigrationFile | undefined };

/**
 * Decides what to do (Atlas, `migrate apply`): the files that are pending, in the
 * order that `execOrder` allows, or back, when the directory knows less than the
 * database.
 */
export function planMigration(
  { files }: MigrationDirectory,
  { applied }: MigrationState,
  { baseline, execOrder }: Pick<AtlasMigrationSpec, 'baseline' | 'execOrder'>,
): MigrationPlan {
  const known = new Set(applied.map(({ version }) => version));
  if (applied.length === 0 && baseline !== '')
    return baselinePlan(files, baseline);
  const last = applied.at(-1)?.version ?? '';
  const missing = files.filter(({ version }) => !known.has(version));
  const late = missing.filter(({ version }) => version < last);
  const pending =
    execOrder === 'non-linear'
      ? missing
      : missing.filter(({ version }) => version > last);
  if (
    pending.length === 0 &&
    late.length === 0 &&
    files.length < applied.length
  ) {
    return { kind: 'down', to: files.at(-1) };
  }
  if (execOrder === 'linear' && late.length > 0) {
    throw new Error(
      `migration file ${late[0].name} was added out of order. See: https://atlasgo.io/versioned/apply#non-linear-error`,
    );
  }
  return { kind: 'up', pending };
}

function baselinePlan(
  files: readonly MigrationFile[],
  baseline: string,
): MigrationPlan {
  const index = files.findIndex(({ version }) => version === baseline);
  if (index < 0) throw new Error(`baseline version "${baseline}" not found`);
  return {
    kind: 'up',
    baseline: files[index],
    pending: files.slice(index + 1),
  };
}
