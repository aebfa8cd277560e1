import type {
  MockDirectory,
  TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { z } from 'zod';

const connectionSchema = z.object({
  host: z.string(),
  port: z.union([z.number(), z.string()]).transform(Number),
  user: z.string(),
  password: z.string().optional(),
  database: z.string(),
});

/**
 * `backend.database` of the configuration for several backends with one new database.
 * SQLite takes one writer at a time, so backends with it must start one after the other.
 */
export async function sharedDatabase(
  databases: TestDatabases,
  id: TestDatabaseId,
  directory: MockDirectory,
) {
  if (id === 'SQLITE_3') {
    directory.clear();
    return {
      client: 'better-sqlite3',
      connection: { directory: directory.path },
    };
  }
  const { client } = await databases.init(id);
  return {
    client: 'pg',
    connection: connectionSchema.parse(client.config.connection),
    // In schemas of this database, which the test library drops in the end.
    pluginDivisionMode: 'schema',
  };
}
