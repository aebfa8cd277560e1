import { hasSqlDetails, parse } from 'libpg-query';
import { z } from 'zod';

/** What a parser of PostgreSQL found in the text of a schema. */
export interface SchemaSql {
  /** Statements in the text, without empty ones. */
  statements: number;
  /** Statements that remove or narrow something, in the words of the text. */
  destructive: string[];
}

/** The text is no SQL that PostgreSQL accepts. */
export class SchemaSqlError extends Error {
  constructor(
    problem: string,
    /** Both start at 1. */
    readonly line: number,
    readonly column: number,
  ) {
    super(`line ${line}, column ${column}: ${problem}`);
    this.name = 'SchemaSqlError';
  }
}

const parseTree = z.object({
  stmts: z
    .array(
      z.object({
        stmt: z.record(z.string(), z.unknown()),
        stmt_location: z.number().default(0),
        stmt_len: z.number().optional(),
      }),
    )
    .default([]),
});

const alterTable = z.object({
  cmds: z.array(z.object({ AlterTableCmd: z.object({ subtype: z.string() }) })),
});

const DESTRUCTIVE_STATEMENTS = [
  'DropStmt',
  'DropOwnedStmt',
  'DropdbStmt',
  'DropRoleStmt',
  'TruncateStmt',
  'DeleteStmt',
];
const DESTRUCTIVE_ALTERATIONS = [
  'AT_DropColumn',
  'AT_DropConstraint',
  'AT_AlterColumnType',
];
const QUOTED_LENGTH = 80;

/**
 * Parses SQL with the grammar of PostgreSQL 17 itself (libpg_query), without a
 * server.
 *
 * @throws {@link SchemaSqlError} with the place of the first mistake
 */
export async function readSchemaSql(sql: string): Promise<SchemaSql> {
  const tree = parseTree.parse(await parseOrExplain(sql));
  // libpg_query counts bytes of UTF-8, not characters.
  const bytes = Buffer.from(sql, 'utf8');
  const textOf = (location: number, length: number | undefined) =>
    bytes
      .subarray(location, length === undefined ? undefined : location + length)
      .toString('utf8')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, QUOTED_LENGTH);
  return {
    statements: tree.stmts.length,
    destructive: tree.stmts
      .filter(({ stmt }) => isDestructive(stmt))
      .map(({ stmt_location, stmt_len }) => textOf(stmt_location, stmt_len)),
  };
}

async function parseOrExplain(sql: string): Promise<unknown> {
  try {
    return await parse(sql);
  } catch (error) {
    if (!hasSqlDetails(error)) throw error;
    const { message, cursorPosition } = error.sqlDetails;
    // Unlike locations of statements, this counts characters.
    const before = [...sql].slice(0, cursorPosition).join('').split('\n');
    throw new SchemaSqlError(
      message,
      before.length,
      (before.at(-1) ?? '').length + 1,
    );
  }
}

function isDestructive(statement: Record<string, unknown>): boolean {
  const [kind] = Object.keys(statement);
  if (DESTRUCTIVE_STATEMENTS.includes(kind)) return true;
  const altered = alterTable.safeParse(statement.AlterTableStmt);
  return (
    altered.success &&
    altered.data.cmds.some(({ AlterTableCmd }) =>
      DESTRUCTIVE_ALTERATIONS.includes(AlterTableCmd.subtype),
    )
  );
}
