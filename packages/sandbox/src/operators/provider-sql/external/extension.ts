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

const extensionSchema = z.object({
  extension: z.string(),
  version: z.string().optional(),
  schema: z.string().optional(),
  database: z.string().optional(),
});

type ExtensionParameters = z.infer<typeof extensionSchema>;

class ExternalExtension implements SqlExternalResource {
  readonly #wanted: ExtensionParameters;
  readonly #session: Session;

  constructor({
    parameters,
    server,
    openSession,
  }: Binding<ExtensionParameters>) {
    this.#wanted = parameters;
    this.#session = openSession(parameters.database ?? server.defaultDatabase);
  }

  async observe(): Promise<Observation> {
    const { extension, version } = this.#wanted;
    const [observed] = await this.#session.rowsIfDatabaseExists<{
      version: string;
    }>(
      'cannot select extension',
      'SELECT extversion AS version FROM pg_extension WHERE extname = $1',
      [extension],
    );
    if (!observed) return { exists: false };
    return {
      exists: true,
      upToDate: version === undefined || version === observed.version,
      lateInitialize:
        version === undefined ? { version: observed.version } : {},
    };
  }

  async create(): Promise<Outcome> {
    const { extension, schema, version } = this.#wanted;
    const clauses = [
      `CREATE EXTENSION IF NOT EXISTS ${escapeIdentifier(extension)}`,
      schema !== undefined && `SCHEMA ${escapeIdentifier(schema)}`,
      version !== undefined && `VERSION ${escapeIdentifier(version)}`,
    ];
    await this.#session.execute(
      'cannot create extension',
      clauses.filter(Boolean).join(' '),
    );
    return {};
  }

  async update(): Promise<Outcome> {
    return {};
  }

  async delete(): Promise<void> {
    await this.#session.execute(
      'cannot drop extension',
      `DROP EXTENSION IF EXISTS ${escapeIdentifier(this.#wanted.extension)}`,
    );
  }
}

/** Extension (provider-sql 0.16). Another version than the installed one is not updated. */
export const extensionKind: SqlKind<ExtensionParameters> = {
  kind: 'Extension',
  schema: extensionSchema,
  references: [{ field: 'database', kind: 'Database' }],
  connect: async binding => new ExternalExtension(binding),
};
