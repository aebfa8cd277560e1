import type { ClientBase, Pool, PoolClient } from 'pg';

const LOCK = 'atlas dev database';

const NOT_OURS = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'`;

/** Objects of extensions, and what belongs to another object, go with those. */
const INDEPENDENT = `NOT EXISTS (
  SELECT 1 FROM pg_depend d
  WHERE d.classid = $CLASS::regclass AND d.objid = $OID AND d.deptype IN ('e', 'i', 'a')
    AND d.refclassid <> 'pg_namespace'::regclass)`;

function independent(catalogue: string, oid: string): string {
  return INDEPENDENT.replace('$CLASS', `'${catalogue}'`).replace('$OID', oid);
}

/** Statements that drop everything users made, one per row. */
const DROPS = [
  `SELECT format('DROP %s IF EXISTS %I.%I CASCADE',
     CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
       WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, n.nspname, c.relname) AS drop
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c') AND ${NOT_OURS} AND ${independent(
    'pg_class',
    'c.oid',
  )}`,
  `SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure) AS drop
   FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE ${NOT_OURS} AND ${independent('pg_proc', 'p.oid')}`,
  `SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, n.nspname, t.typname) AS drop
   FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE t.typtype IN ('d', 'e', 'r') AND ${NOT_OURS} AND ${independent(
    'pg_type',
    't.oid',
  )}`,
  `SELECT format('DROP COLLATION IF EXISTS %I.%I CASCADE', n.nspname, c.collname) AS drop
   FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
   WHERE ${NOT_OURS} AND ${independent('pg_collation', 'c.oid')}`,
  `SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', n.nspname) AS drop
   FROM pg_namespace n WHERE n.nspname <> 'public' AND ${NOT_OURS} AND ${independent(
    'pg_namespace',
    'n.oid',
  )}`,
];

/**
 * Lets `work` have a dev database to itself, empty before and after. What only the
 * platform may install, the extensions, stays. Others who want it wait.
 */
export async function withEmptyDevDatabase<T>(
  dev: Pool,
  work: () => Promise<T>,
): Promise<T> {
  const client = await dev.connect();
  try {
    // The lock goes with the connection, also when this process is killed.
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [LOCK]);
    await empty(client);
    try {
      return await work();
    } finally {
      await empty(client);
    }
  } finally {
    client.release(true);
  }
}

async function empty(client: PoolClient): Promise<void> {
  for (const query of DROPS) {
    const { rows } = await client.query<{ drop: string }>(query);
    for (const { drop } of rows) await client.query(drop);
  }
}

/** Schemas that have relations, such as those of extensions. */
export async function relationSchemas(dev: Pool): Promise<string[]> {
  const { rows } = await dev.query<{ name: string }>(
    `SELECT DISTINCT n.nspname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${NOT_OURS}`,
  );
  return rows.map(({ name }) => name);
}

/** What is in a database that users made, for a message. */
export async function firstUserRelation(
  client: ClientBase,
  exceptSchema: string,
): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND ${NOT_OURS} AND n.nspname <> $1
       AND ${independent('pg_class', 'c.oid')}
     ORDER BY 1 LIMIT 1`,
    [exceptSchema],
  );
  return rows[0]?.name;
}
