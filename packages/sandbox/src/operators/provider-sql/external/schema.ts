import { escapeIdentifier } from 'pg';
import { z } from 'zod';
import type {
  Binding,
  SqlExternalResource,
  Observation,
  Outcome,
  SqlKind,
} from '../external-resource';
import type { Session } from './session';

const schemaSchema = z.object({
  role: z.string().optional(),
  database: z.string().optional(),
  revokePublicOnSchema: z.boolean().default(false),
  dropBehavior: z.enum(['CASCADE', 'RESTRICT']).default('RESTRICT'),
});

type SchemaParameters = z.infer<typeof schemaSchema>;

class ExternalSchema implements SqlExternalResource {
  readonly #externalName: string;
  /** Quoted. */
  readonly #name: string;
  readonly #wanted: SchemaParameters;
  readonly #session: Session;

  constructor({
    externalName,
    parameters,
    openSession,
  }: Binding<SchemaParameters>) {
    if (parameters.database === undefined)
      throw new Error('database must be specified');
    this.#externalName = externalName;
    this.#name = escapeIdentifier(externalName);
    this.#wanted = parameters;
    this.#session = openSession(parameters.database);
  }

  async observe(): Promise<Observation> {
    const [observed] = await this.#session.rowsIfDatabaseExists<{
      role: string;
    }>(
      'cannot select schema',
      'SELECT pg_get_userbyid(nspowner) AS role FROM pg_namespace WHERE nspname = $1',
      [this.#externalName],
    );
    if (!observed) return { exists: false };
    const { role } = this.#wanted;
    return {
      exists: true,
      upToDate: role === undefined || role === observed.role,
      lateInitialize: role === undefined ? { role: observed.role } : {},
    };
  }

  async create(): Promise<Outcome> {
    const { role } = this.#wanted;
    const owner =
      role === undefined ? '' : ` AUTHORIZATION ${escapeIdentifier(role)}`;
    await this.#session.executeTogether('cannot create schema', [
      `CREATE SCHEMA IF NOT EXISTS ${this.#name}${owner}`,
      ...this.#revocations(),
    ]);
    return {};
  }

  async update(): Promise<Outcome> {
    const { role } = this.#wanted;
    if (role === undefined) return {};
    await this.#session.executeTogether('cannot alter schema', [
      `ALTER SCHEMA ${this.#name} OWNER TO ${escapeIdentifier(role)}`,
      ...this.#revocations(),
    ]);
    return {};
  }

  async delete(): Promise<void> {
    await this.#session.execute(
      'cannot drop schema',
      `DROP SCHEMA IF EXISTS ${this.#name} ${this.#wanted.dropBehavior}`,
    );
  }

  #revocations(): string[] {
    return this.#wanted.revokePublicOnSchema
      ? ['REVOKE ALL ON SCHEMA public FROM PUBLIC']
      : [];
  }
}

/** Schema (provider-sql 0.16). */
export const schemaKind: SqlKind<SchemaParameters> = {
  kind: 'Schema',
  schema: schemaSchema,
  references: [
    { field: 'role', kind: 'Role' },
    { field: 'database', kind: 'Database' },
  ],
  connect: async binding => new ExternalSchema(binding),
};
