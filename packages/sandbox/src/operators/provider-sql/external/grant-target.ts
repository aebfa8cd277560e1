import { escapeIdentifier } from 'pg';
import { z } from 'zod';

const identifier = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_$]*$/);
const identifiers = z.array(identifier).default([]);

export const grantSchema = z.object({
  privileges: z.array(z.string().regex(/^[A-Z]+( [A-Z]+)*$/)).default([]),
  withOption: z.enum(['ADMIN', 'GRANT']).optional(),
  withInherit: z.boolean().optional(),
  role: z.string({ error: 'role not passed or could not be resolved' }),
  database: z.string().optional(),
  schema: z.string().optional(),
  memberOf: z.string().optional(),
  revokePublicOnDb: z.boolean().default(false),
  tables: identifiers,
  columns: identifiers,
  sequences: identifiers,
  routines: z
    .array(z.object({ name: identifier, args: identifiers }))
    .default([]),
  foreignDataWrappers: identifiers,
  foreignServers: identifiers,
});

export type GrantParameters = z.infer<typeof grantSchema>;

/** Objects that privileges are granted on. */
export interface GrantTarget {
  /** What follows ON in GRANT and REVOKE. */
  clause: string;
  /** Columns that each privilege is for. */
  columns?: string;
  /** Query for the entries of the access lists: object, privilege, grantable. `$1` is the role. */
  observed: { text: string; values: unknown[] };
  /** Statement that takes from PUBLIC what it has by default. */
  revokePublic?: string;
  /** How many objects there must be, each with exactly the privileges. */
  objects: number;
  /** What ALL stands for. */
  all: readonly string[];
}

const TABLE_PRIVILEGES = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'TRUNCATE',
  'REFERENCES',
  'TRIGGER',
];
const WITH_MAINTAIN = 170_000;

/** What kind of grant the given fields make, as provider-sql deduces it. */
type Shape =
  | 'database'
  | 'schema'
  | 'tables'
  | 'columns'
  | 'sequences'
  | 'routines'
  | 'foreignServers'
  | 'foreignDataWrappers';

const SHAPES: Record<Shape, readonly string[]> = {
  database: ['database'],
  schema: ['database', 'schema'],
  tables: ['database', 'schema', 'tables'],
  columns: ['columns', 'database', 'schema', 'tables'],
  sequences: ['database', 'schema', 'sequences'],
  routines: ['database', 'routines', 'schema'],
  foreignServers: ['database', 'foreignServers'],
  foreignDataWrappers: ['database', 'foreignDataWrappers'],
};

const SHAPE_NAMES = Object.keys(SHAPES).filter(
  (name): name is Shape => name in SHAPES,
);

function shapeOf(grant: GrantParameters): Shape {
  const given = Object.entries({
    database: grant.database !== undefined,
    schema: grant.schema !== undefined,
    tables: grant.tables.length > 0,
    columns: grant.columns.length > 0,
    sequences: grant.sequences.length > 0,
    routines: grant.routines.length > 0,
    foreignServers: grant.foreignServers.length > 0,
    foreignDataWrappers: grant.foreignDataWrappers.length > 0,
  }).flatMap(([name, isGiven]) => (isGiven ? [name] : []));
  const shape = SHAPE_NAMES.find(
    name => SHAPES[name].join() === given.sort().join(),
  );
  if (!shape)
    throw new Error('cannot identify grant type based on passed params');
  return shape;
}

const list = (names: readonly string[]) =>
  names.map(escapeIdentifier).join(', ');
const inSchema = (schema: string | undefined, names: readonly string[]) =>
  names
    .map(
      name =>
        `${escapeIdentifier(schema ?? 'public')}.${escapeIdentifier(name)}`,
    )
    .join(', ');

/** Entries of an access list of the objects that `from` selects. */
function entries(object: string, from: string, acl: string, values: unknown[]) {
  return {
    text: `SELECT ${object} AS object, acl.privilege_type AS privilege, acl.is_grantable AS grantable
           FROM ${from}, aclexplode(${acl}) acl JOIN pg_roles grantee ON grantee.oid = acl.grantee
           WHERE grantee.rolname = $1 AND `,
    values,
  };
}

function selected(
  query: { text: string; values: unknown[] },
  condition: string,
) {
  return { text: query.text + condition, values: query.values };
}

const RELATIONS = 'pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace';

const TARGETS: Record<
  Shape,
  (grant: GrantParameters, serverVersion: number) => GrantTarget
> = {
  database: ({ database }) => ({
    clause: `DATABASE ${escapeIdentifier(database ?? '')}`,
    revokePublic: `REVOKE ALL ON DATABASE ${escapeIdentifier(
      database ?? '',
    )} FROM PUBLIC`,
    observed: selected(
      entries('db.datname', 'pg_database db', 'db.datacl', [database]),
      'db.datname = $2',
    ),
    objects: 1,
    all: ['CREATE', 'TEMPORARY', 'CONNECT'],
  }),
  schema: ({ schema }) => ({
    clause: `SCHEMA ${escapeIdentifier(schema ?? '')}`,
    observed: selected(
      entries('n.nspname', 'pg_namespace n', 'n.nspacl', [schema]),
      'n.nspname = $2',
    ),
    objects: 1,
    all: ['CREATE', 'USAGE'],
  }),
  tables: ({ schema, tables }, serverVersion) => ({
    clause: `TABLE ${inSchema(schema, tables)}`,
    observed: selected(
      entries('c.relname', RELATIONS, 'c.relacl', [schema, tables]),
      `c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname = $2 AND c.relname = ANY($3)`,
    ),
    objects: tables.length,
    all:
      serverVersion >= WITH_MAINTAIN
        ? [...TABLE_PRIVILEGES, 'MAINTAIN']
        : TABLE_PRIVILEGES,
  }),
  columns: ({ schema, tables, columns }) => ({
    clause: `TABLE ${inSchema(schema, tables)}`,
    columns: list(columns),
    observed: selected(
      entries(
        `c.relname || '.' || a.attname`,
        `${RELATIONS} JOIN pg_attribute a ON a.attrelid = c.oid`,
        'a.attacl',
        [schema, tables, columns],
      ),
      `n.nspname = $2 AND c.relname = ANY($3) AND a.attname = ANY($4)`,
    ),
    objects: tables.length * columns.length,
    all: ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'],
  }),
  sequences: ({ schema, sequences }) => ({
    clause: `SEQUENCE ${inSchema(schema, sequences)}`,
    observed: selected(
      entries('c.relname', RELATIONS, 'c.relacl', [schema, sequences]),
      `c.relkind = 'S' AND n.nspname = $2 AND c.relname = ANY($3)`,
    ),
    objects: sequences.length,
    all: ['USAGE', 'SELECT', 'UPDATE'],
  }),
  routines: ({ schema, routines }) => {
    // Types have names of several kinds (int4, integer); only PostgreSQL knows which are the same.
    const signatures = routines.map(
      ({ name, args }) => `${inSchema(schema, [name])}(${args.join(', ')})`,
    );
    return {
      clause: `ROUTINE ${signatures.join(', ')}`,
      observed: selected(
        entries('p.oid::text', 'pg_proc p', 'p.proacl', [signatures]),
        `p.oid = ANY (SELECT to_regprocedure(signature) FROM unnest($2::text[]) signature)`,
      ),
      objects: routines.length,
      all: ['EXECUTE'],
    };
  },
  foreignServers: ({ foreignServers }) => ({
    clause: `FOREIGN SERVER ${list(foreignServers)}`,
    observed: selected(
      entries('s.srvname', 'pg_foreign_server s', 's.srvacl', [foreignServers]),
      's.srvname = ANY($2)',
    ),
    objects: foreignServers.length,
    all: ['USAGE'],
  }),
  foreignDataWrappers: ({ foreignDataWrappers }) => ({
    clause: `FOREIGN DATA WRAPPER ${list(foreignDataWrappers)}`,
    observed: selected(
      entries('w.fdwname', 'pg_foreign_data_wrapper w', 'w.fdwacl', [
        foreignDataWrappers,
      ]),
      'w.fdwname = ANY($2)',
    ),
    objects: foreignDataWrappers.length,
    all: ['USAGE'],
  }),
};

/** One entry of an access list. */
export interface GrantedPrivilege {
  object: string;
  privilege: string;
  grantable: boolean;
}

/**
 * Whether every object has exactly the privileges that are asked for. Entries
 * with the other grant option do not count (provider-sql 0.16, Grant).
 */
export function isGranted(
  granted: readonly GrantedPrivilege[],
  target: GrantTarget,
  { privileges, withOption }: GrantParameters,
): boolean {
  const wanted = [
    ...new Set(privileges.flatMap(privilege => expand(privilege, target))),
  ]
    .sort()
    .join();
  const byObject = new Map<string, string[]>();
  for (const { object, privilege, grantable } of granted) {
    if (grantable !== (withOption === 'GRANT')) continue;
    byObject.set(object, [...(byObject.get(object) ?? []), privilege]);
  }
  const exact = [...byObject.values()].filter(
    found => found.sort().join() === wanted,
  );
  return exact.length === target.objects;
}

function expand(privilege: string, { all }: GrantTarget): readonly string[] {
  if (privilege === 'ALL' || privilege === 'ALL PRIVILEGES') return all;
  return [privilege === 'TEMP' ? 'TEMPORARY' : privilege];
}

/** The objects of a grant that is no membership. */
export function grantTarget(
  grant: GrantParameters,
  serverVersion: number,
): GrantTarget {
  const shape = shapeOf(grant);
  if (grant.withInherit !== undefined)
    throw new Error('withInherit is only valid for memberOf grants');
  if (grant.privileges.length === 0) throw new Error('privileges not passed');
  return TARGETS[shape](grant, serverVersion);
}
