import { escapeIdentifier, escapeLiteral } from 'pg';
import { z } from 'zod';
import type {
  Binding,
  SqlExternalResource,
  Observation,
  Outcome,
  SqlKind,
} from '../external-resource';
import type { Session } from './session';

const databaseSchema = z.object({
  owner: z.string().optional(),
  template: z.string().optional(),
  strategy: z.enum(['WAL_LOG', 'FILE_COPY']).optional(),
  encoding: z.string().optional(),
  lcCollate: z.string().optional(),
  lcCType: z.string().optional(),
  tablespace: z.string().optional(),
  allowConnections: z.boolean().optional(),
  connectionLimit: z.number().int().optional(),
  isTemplate: z.boolean().optional(),
});

type DatabaseParameters = z.infer<typeof databaseSchema>;
type ObservedDatabase = Required<
  Omit<DatabaseParameters, 'template' | 'strategy'>
>;

const OBSERVED = `
  SELECT pg_get_userbyid(db.datdba) AS "owner", pg_encoding_to_char(db.encoding) AS "encoding",
         db.datcollate AS "lcCollate", db.datctype AS "lcCType", db.datallowconn AS "allowConnections",
         db.datconnlimit AS "connectionLimit", db.datistemplate AS "isTemplate", space.spcname AS "tablespace"
  FROM pg_database db JOIN pg_tablespace space ON space.oid = db.dattablespace
  WHERE db.datname = $1`;

class ExternalDatabase implements SqlExternalResource {
  readonly #name: string;
  readonly #wanted: DatabaseParameters;
  readonly #session: Session;

  constructor({
    externalName,
    parameters,
    server,
    openSession,
  }: Binding<DatabaseParameters>) {
    this.#name = externalName;
    this.#wanted = parameters;
    this.#session = openSession(server.defaultDatabase);
  }

  async observe(): Promise<Observation> {
    const [observed] = await this.#session.rows<ObservedDatabase>(
      'cannot select database',
      OBSERVED,
      [this.#name],
    );
    if (!observed) return { exists: false };
    return { exists: true, ...compare(observed, this.#wanted) };
  }

  async create(): Promise<Outcome> {
    await this.#session.execute(
      'cannot create database',
      createStatement(this.#name, this.#wanted),
    );
    return {};
  }

  async update(): Promise<Outcome> {
    for (const [attempt, change] of changes(this.#wanted)) {
      await this.#session.execute(
        attempt,
        `ALTER DATABASE ${escapeIdentifier(this.#name)} ${change}`,
      );
    }
    return {};
  }

  async delete(): Promise<void> {
    await this.#session.execute(
      'cannot drop database',
      `DROP DATABASE IF EXISTS ${escapeIdentifier(this.#name)}`,
    );
  }
}

function compare(observed: ObservedDatabase, wanted: DatabaseParameters) {
  const fields = Object.entries(observed);
  const wantedFields = new Map(Object.entries(wanted));
  return {
    lateInitialize: Object.fromEntries(
      fields.filter(([name]) => !wantedFields.has(name)),
    ),
    upToDate: fields.every(
      ([name, value]) =>
        !wantedFields.has(name) || wantedFields.get(name) === value,
    ),
  };
}

function createStatement(name: string, wanted: DatabaseParameters): string {
  const clauses = [
    wanted.owner !== undefined && `OWNER ${escapeIdentifier(wanted.owner)}`,
    wanted.template !== undefined &&
      `TEMPLATE ${unlessDefault(wanted.template, escapeIdentifier)}`,
    wanted.strategy !== undefined && `STRATEGY ${wanted.strategy}`,
    wanted.encoding !== undefined &&
      `ENCODING ${unlessDefault(wanted.encoding, escapeLiteral)}`,
    wanted.lcCollate !== undefined &&
      `LC_COLLATE ${unlessDefault(wanted.lcCollate, escapeLiteral)}`,
    wanted.lcCType !== undefined &&
      `LC_CTYPE ${unlessDefault(wanted.lcCType, escapeLiteral)}`,
    wanted.tablespace !== undefined &&
      `TABLESPACE ${unlessDefault(wanted.tablespace, escapeIdentifier)}`,
    wanted.allowConnections !== undefined &&
      `ALLOW_CONNECTIONS ${wanted.allowConnections}`,
    wanted.connectionLimit !== undefined &&
      `CONNECTION LIMIT ${wanted.connectionLimit}`,
    wanted.isTemplate !== undefined && `IS_TEMPLATE ${wanted.isTemplate}`,
  ];
  return [
    `CREATE DATABASE ${escapeIdentifier(name)}`,
    ...clauses.filter(Boolean),
  ].join(' ');
}

function changes(
  wanted: DatabaseParameters,
): [attempt: string, change: string][] {
  const all: [string, string | undefined][] = [
    [
      'cannot alter database owner',
      wanted.owner && `OWNER TO ${escapeIdentifier(wanted.owner)}`,
    ],
    [
      'cannot alter database connection limit',
      optional(wanted.connectionLimit, limit => `CONNECTION LIMIT = ${limit}`),
    ],
    [
      'cannot alter database allow connections',
      optional(wanted.allowConnections, allow => `ALLOW_CONNECTIONS ${allow}`),
    ],
    [
      'cannot alter database is template',
      optional(wanted.isTemplate, isTemplate => `IS_TEMPLATE ${isTemplate}`),
    ],
  ];
  return all.flatMap(([attempt, change]) =>
    change ? [[attempt, change] as [string, string]] : [],
  );
}

function optional<T>(
  value: T | undefined,
  render: (value: T) => string,
): string | undefined {
  return value === undefined ? undefined : render(value);
}

function unlessDefault(
  value: string,
  quote: (value: string) => string,
): string {
  return value === 'DEFAULT' ? value : quote(value);
}

/** Database (provider-sql 0.16). Dropping it fails while somebody is connected. */
export const databaseKind: SqlKind<DatabaseParameters> = {
  kind: 'Database',
  schema: databaseSchema,
  references: [{ field: 'owner', kind: 'Role' }],
  connect: async binding => new ExternalDatabase(binding),
};
