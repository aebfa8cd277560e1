// A real PostgreSQL server for the unit tests, by the name that Backstage's test library knows.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './toolchain.mjs';

/** @returns the environment that tests find the server by, and how to stop it */
export async function startTestDatabase({ node, env }) {
  const child = spawn(
    node,
    ['--import', 'tsx', join('src', 'test-database.ts')],
    {
      cwd: join(root, 'packages', 'sandbox'),
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'close');
  const line = once(createInterface({ input: child.stdout }), 'line');
  const [url] = await Promise.race([line, ended.then(() => [])]);
  if (!url) throw new Error('PostgreSQL for the tests did not start.');
  return {
    env: { BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING: url },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
