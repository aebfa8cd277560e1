import type { Policy, Predicate, Plan } from '@supabase/pg-delta';
import { Pool, type ClientConfig } from 'pg';
import { relationSchemas, withEmptyDevDatabase } from './dev-database';

/** What a diff is about. */
export interface SchemaDiffRequest {
  target: ClientConfig;
  /** An empty database in which the desired state is worked out. */
  dev: ClientConfig;
  /** The desired state. */
  files: readonly SchemaFile[];
  /** Schemas to look at; all of them when there are none. */
  schemas: readonly string[];
  /** Glob patterns of what is left alone, such as `public.audit_*`. */
  exclude: readonly string[];
}

export interface SchemaFile {
  name: string;
  sql: string;
}

/** One statement of the way to the desired state. */
export interface SchemaChange {
  sql: string;
  /** Data can get lost. */
  destructive: boolean;
}

/** The way from what a database has to what is desired. */
export interface SchemaDiff {
  changes: readonly SchemaChange[];
  /** Changes whenever the desired state does. */
  desiredHash: string;
  /** Makes the changes, unless the database has changed meanwhile. */
  apply(): Promise<void>;
}

/** The desired state is not what PostgreSQL understands. */
export class DesiredStateError extends Error {}

/** Thrown by `apply`, with the message of PostgreSQL. */
export class ApplyError extends Error {}

/**
 * Facts that a schema is not about. Who may do what is decided by the roles of the
 * platform: without this rule, what default privileges gave to them would be taken
 * away again.
 */
const NOT_SCHEMA = [
  'acl',
  'defaultPrivilege',
  'role',
  'membership',
  'securityLabel',
  'userMapping',
  'server',
  'fdw',
  'subscription',
  'language',
];

const REVISIONS_SCHEMA = 'atlas_schema_revisions';
/** An enum value has to be there before anything uses it; pg-delta 1.0.0-alpha.34 does not see to that. */
const ENUM_VALUE = ' ADD VALUE ';
const LOCK_TIMEOUT_MS = 10_000;

/**
 * Compares a database with a desired state and gives what leads there. This is the
 * only module that knows the engine, `@supabase/pg-delta`; it is an ECMAScript module.
 */
export async function withSchemaDiff<T>(
  request: SchemaDiffRequest,
  use: (diff: SchemaDiff) => Promise<T>,
): Promise<T> {
  const target = openPool(request.target);
  const dev = openPool(request.dev);
  try {
    return await withEmptyDevDatabase(dev, async () =>
      use(await planDiff(request, target, dev)),
    );
  } finally {
    await Promise.all([target.end(), dev.end()]);
  }
}

async function planDiff(
  request: SchemaDiffRequest,
  target: Pool,
  dev: Pool,
): Promise<SchemaDiff> {
  const engine = await import('@supabase/pg-delta');
  const policy = managedSchemas(request);
  const profile = await engine.resolveProfile(target, {
    id: 'atlas',
    handlers: [],
    policy,
  });
  const current = await profile.extract(target);
  const desired = await loadDesired(engine, request, dev, profile.extract);
  const roles = current.factBase
    .facts()
    .flatMap(({ id }) => (id.kind === 'role' ? [id.name] : []));
  const plan = engine.plan(current.factBase, desired, {
    renames: 'off',
    scope: 'database',
    ...profile.planOptions,
    assumedRoles: [...(profile.planOptions.assumedRoles ?? []), ...roles],
  });
  plan.actions = enumValuesFirst(withoutOwners(plan.actions));
  return {
    changes: plan.actions.map(action => ({
      sql: action.sql,
      destructive: action.dataLoss === 'destructive',
    })),
    desiredHash: plan.target.fingerprint,
    apply: async () => {
      if (plan.actions.length === 0) return;
      const report = await engine.apply(plan, target, {
        ...profile.applyOptions,
        lockTimeoutMs: LOCK_TIMEOUT_MS,
      });
      if (report.error) {
        throw new ApplyError(
          `${report.error.message}, in: ${report.error.sql}`,
        );
      }
    },
  };
}

async function loadDesired(
  engine: typeof import('@supabase/pg-delta'),
  { files }: SchemaDiffRequest,
  dev: Pool,
  extract: Awaited<ReturnType<typeof engine.resolveProfile>>['extract'],
) {
  const prepared = engine.prepareSchemaFiles([...files], { scope: 'database' });
  if (!prepared.ok) throw new DesiredStateError(prepared.message);
  try {
    const { factBase } = await engine.loadSqlFiles(prepared.files, dev, {
      extract,
      // Relations of extensions are there before; nothing else is.
      seededSchemas: await relationSchemas(dev),
    });
    return factBase;
  } catch (error) {
    if (!(error instanceof engine.ShadowLoadError)) throw error;
    const problems = error.details.filter(
      ({ severity }) => severity === 'error',
    );
    throw new DesiredStateError(
      problems
        .map(({ message }) =>
          message.replace(/ \(failed identically in .*\)$/, ''),
        )
        .join('\n') || error.message,
    );
  }
}

function managedSchemas({ schemas, exclude }: SchemaDiffRequest): Policy {
  const rules: Predicate[] = [
    { kind: NOT_SCHEMA },
    // Extensions may be added, but they belong to the platform.
    { all: [{ kind: 'extension' }, { verb: 'remove' }] },
    { target: { kind: 'extension' } },
    ...inSchemas([REVISIONS_SCHEMA]),
    ...(schemas.length > 0 ? outsideOf(schemas) : []),
    ...exclude.flatMap(pattern => excluded(pattern, schemas)),
  ];
  return {
    id: 'atlas',
    filter: rules.map(match => ({ match, action: 'exclude' })),
  };
}

function inSchemas(schemas: string[]): Predicate[] {
  return [
    { schema: schemas },
    { all: [{ kind: 'schema' }, { name: schemas }] },
    { target: { schema: schemas } },
    { target: { kind: 'schema', name: schemas } },
  ];
}

function outsideOf(schemas: readonly string[]): Predicate[] {
  const names = [...schemas];
  return [
    { all: [{ schema: '*' }, { not: { schema: names } }] },
    { all: [{ kind: 'schema' }, { not: { name: names } }] },
    {
      all: [
        { target: { schema: '*' } },
        { not: { target: { schema: names } } },
      ],
    },
    {
      all: [
        { target: { kind: 'schema' } },
        { not: { target: { kind: 'schema', name: names } } },
      ],
    },
    { kind: ['eventTrigger', 'publication'] },
  ];
}

/**
 * A pattern of `exclude`: `schema`, `schema.object` or `schema.object.part`; with
 * one managed schema its name is left out (Atlas, "Exclude schemas or resources").
 */
function excluded(pattern: string, schemas: readonly string[]): Predicate[] {
  const parts = pattern.replace(/\[.*\]$/, '').split('.');
  const [schema, object, part] =
    schemas.length === 1 && parts[0] !== schemas[0]
      ? [schemas[0], ...parts]
      : parts;
  if (object === undefined) return inSchemas([schema]);
  const ofTable: Predicate = {
    all: [{ schema }, { idField: { field: 'table', glob: object } }],
  };
  if (part !== undefined) return [{ all: [ofTable, { name: part }] }];
  return [
    { all: [{ schema }, { name: object }] },
    ofTable,
    { target: { schema, name: object } },
  ];
}

/** The one who applies owns what is made, whoever owned it in the dev database. */
function withoutOwners(actions: Plan['actions']): Plan['actions'] {
  return actions.filter(({ sql }) => !/^ALTER [^;]* OWNER TO /.test(sql));
}

function enumValuesFirst(actions: Plan['actions']): Plan['actions'] {
  const isEnumValue = ({ sql }: Plan['actions'][number]) =>
    sql.includes(ENUM_VALUE);
  return [
    ...actions.filter(isEnumValue),
    ...actions.filter(action => !isEnumValue(action)),
  ];
}

function openPool(config: ClientConfig): Pool {
  const pool = new Pool({ ...config, max: 3, allowExitOnIdle: true });
  // A connection that breaks fails the query that uses it; idle ones are of no interest.
  pool.on('error', () => {});
  return pool;
}
