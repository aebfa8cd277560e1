import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from './log';
import { EmbeddedPostgresServers } from './postgres/embedded-postgres-servers';

const FIRST_PORT = 18_300;
const PASSWORD = 'test';

/**
 * `node --import tsx src/test-database.ts`: a PostgreSQL server for tests that take one
 * by its address. Prints the address, and ends with its standard input.
 */
async function main(): Promise<void> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'dbaas-test-database-'));
  const servers = new EmbeddedPostgresServers({
    stateDirectory,
    firstPort: FIRST_PORT,
    log: silentLog,
  });
  const { port } = await servers.ensure({
    id: 'test',
    major: '17',
    superuserPassword: PASSWORD,
  });
  process.stdout.write(
    `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/postgres\n`,
  );
  process.stdin.resume().once('end', () => {
    servers
      .stopAll()
      .then(() => rm(stateDirectory, { recursive: true, force: true }))
      .catch(fail);
  });
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}

main().catch(fail);
