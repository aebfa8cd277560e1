import { TestDatabases } from '@backstage/backend-test-utils';

/** SQLite, and PostgreSQL where there is a server to connect to: `npm test` starts one. */
export function createTestDatabases(): TestDatabases {
  return TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_17'],
    disableDocker: true,
  });
}
