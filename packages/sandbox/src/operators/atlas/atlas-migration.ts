import { createHash } from 'node:crypto';
import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { DatabaseError, type Client } from 'pg';
import { inTransaction, withSession } from '../../postgres/session';
import { AtlasError, because } from './atlas-error';
import type { Applied, AtlasKind } from './atlas-reconciler';
import type { NamedDatabase } from './database-url';
import { firstUserRelation } from './dev-database';
import {
  readMigrationDirectory,
  type MigrationDirectory,
  type MigrationFile,
} from './migration-directory';
import { planMigration } from './migration-plan';
import { untilReachable } from './reachable';
import {
  ATLAS_MIGRATION,
  readAtlasMigration,
  type AtlasMigrationSpec,
} from './resources';
import { Revisions, REVISIONS_NAME } from './revisions';
import { withSchemaDiff } from './schema-diff';
import { readStatus } from './status';
import {
  devDatabaseUrl,
  requireDevDatabase,
  targetDatabase,
  type References,
} from './target';

const LOCK = 'atlas_migrate_execute';

interface MigrationInput {
  spec: AtlasMigrationSpec;
  target: NamedDatabase;
  devUrl: string;
  directory: MigrationDirectory;
  /** `observed_hash`: of the directory and of the database it is for. */
  hash: string;
}

async function readInput(
  object: KubernetesObject,
  references: References,
): Promise<MigrationInput> {
  const spec = readAtlasMigration(object);
  const target = await targetDatabase(spec, references);
  const { allow, autoApprove } = spec.protectedFlows.migrateDown;
  if (allow && !autoApprove) {
    throw new AtlasError(
      'ProtectedFlowError',
      'allow cannot be true without autoApprove for local migration directory',
      true,
    );
  }
  const directory = readMigrationDirectory(
    await directoryFiles(spec, references),
  );
  const { host, port, database } = target.config;
  const hash = createHash('sha256')
    .update(`${host}:${port}/${database}`)
    .update(directory.hash)
    .digest('hex');
  return {
    spec,
    target,
    directory,
    hash,
    devUrl: await devDatabaseUrl(spec, references),
  };
}

async function directoryFiles(
  { dir }: AtlasMigrationSpec,
  references: References,
): Promise<Record<string, string>> {
  if (dir.remote.name !== '')
    throw new Error('cannot use remote directory without Atlas Cloud token');
  if (dir.local && dir.configMapRef)
    throw new Error('cannot use both configmaps and local directory');
  if (dir.local) return dir.local;
  if (dir.configMapRef) return references.configMap(dir.configMapRef.name);
  throw new Error('no directory specified');
}

/** What has to be done to one database, over one connection. */
class MigrationRun {
  readonly #revisions: Revisions;
  readonly #revisionsSchema: string;

  constructor(
    private readonly client: Client,
    private readonly input: MigrationInput,
  ) {
    this.#revisionsSchema =
      input.spec.revisionsSchema || input.target.schema || REVISIONS_NAME;
    this.#revisions = new Revisions(client, this.#revisionsSchema);
  }

  async run(): Promise<Applied> {
    // As Atlas does: of two that migrate a database, one waits. The lock goes with the connection.
    await this.client.query('SELECT pg_advisory_lock(hashtext($1))', [LOCK]);
    const { spec, directory, devUrl } = this.input;
    const state = await this.#revisions.state();
    const plan = planMigration(directory, state, spec);
    const last = state.applied.at(-1);
    if (plan.kind === 'down') return this.#down(plan.to);
    if (plan.pending.length === 0 && !plan.baseline) {
      return this.#report(last?.version, last?.executedAt);
    }
    requireDevDatabase(devUrl);
    if (state.applied.length === 0 && !plan.baseline)
      await this.#refuseForeignObjects();
    await this.#revisions.ensureTable();
    if (plan.baseline) await this.#revisions.add(plan.baseline, 'baseline', 0n);
    for (const file of plan.pending) await this.#execute(file);
    return this.#report((plan.pending.at(-1) ?? plan.baseline)?.version);
  }

  /** A database that others filled needs a baseline, or files would run against what they made. */
  async #refuseForeignObjects(): Promise<void> {
    const found = await firstUserRelation(this.client, this.#revisionsSchema);
    if (found === undefined) return;
    throw new Error(
      `sql/migrate: connected database is not clean: found ${found}. baseline version or allow-dirty is required`,
    );
  }

  async #execute(file: MigrationFile): Promise<void> {
    const begin = process.hrtime.bigint();
    const work = async () => {
      await this.#runFile(file);
      await this.#revisions.add(
        file,
        'execute',
        process.hrtime.bigint() - begin,
      );
    };
    await (file.transactional ? inTransaction(this.client, work) : work());
  }

  async #runFile(file: MigrationFile): Promise<void> {
    try {
      await this.client.query(file.sql);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      throw new Error(
        `sql/migrate: executing ${file.name} (version "${file.version}"): ${
          error.message
        }${placeOf(error, file.sql)}`,
      );
    }
  }

  /** The directory knows less than the database: takes back what it no longer has. */
  async #down(to: MigrationFile | undefined): Promise<Applied> {
    const { spec, directory, devUrl, target } = this.input;
    if (!spec.protectedFlows.migrateDown.allow) {
      throw new AtlasError(
        'ProtectedFlowError',
        'migrate down is not allowed, set `migrateDown.allow` to true to allow downgrade',
        true,
      );
    }
    const request = {
      target: target.config,
      dev: requireDevDatabase(devUrl).config,
      files: directory.files.map(({ name, sql }) => ({ name, sql })),
      schemas: target.schema === undefined ? [] : [target.schema],
      exclude: [`${this.#revisionsSchema}.${REVISIONS_NAME}`],
    };
    await withSchemaDiff(request, diff => diff.apply());
    await this.#revisions.removeAfter(to?.version ?? '');
    return this.#report(to?.version);
  }

  #report(version = '', at = new Date()): Applied {
    return {
      status: {
        observed_hash: this.input.hash,
        lastApplied: Math.floor(at.getTime() / 1_000),
        lastAppliedVersion: version,
      },
      message: '',
      event: `Version ${version} applied`,
    };
  }
}

/** Where in a file an error is, as far as PostgreSQL knows. */
function placeOf({ position }: DatabaseError, sql: string): string {
  if (position === undefined) return '';
  const lines = sql.slice(0, Number(position) - 1).split('\n');
  const statement = sql.split('\n')[lines.length - 1].trim().slice(0, 80);
  return ` at line ${lines.length}: ${statement}`;
}

async function applyMigrations(
  object: KubernetesObject,
  references: References,
  announce: (message: string) => Promise<void>,
): Promise<Applied> {
  const input = await because('ReadingMigrationData', true, () =>
    readInput(object, references),
  );
  if (readStatus(object.status).observedHash !== input.hash) {
    await announce('Current migration data has changed');
  }
  const { config } = input.target;
  await because('Migrating', true, () => untilReachable(config));
  return because('Migrating', true, () =>
    withSession(config, client => new MigrationRun(client, input).run()),
  );
}

/** AtlasMigration: the files of a directory are run in their order, each once. */
export const atlasMigration: AtlasKind = {
  kind: ATLAS_MIGRATION,
  backoffLimit: object => readAtlasMigration(object).backoffLimit,
  apply: applyMigrations,
};
