// The sandbox as a child process, for npm start and the end-to-end test.
import { join } from 'node:path';
import { giveUp, root, say } from './toolchain.mjs';

/**
 * Starts the sandbox and waits until all of it listens.
 *
 * @returns where it listens, and the environment that app-config.sandbox.yaml wants
 */
export async function startSandbox({
  processes,
  node,
  env,
  args = [],
  onExit,
  onLine,
}) {
  say('Starting the sandbox');
  const ready = new Promise(resolve => {
    const child = processes.start(
      'The sandbox',
      node,
      ['--import', 'tsx', join('src', 'main.ts'), ...args],
      {
        cwd: join(root, 'packages', 'sandbox'),
        env,
        ipc: true,
        onLine,
        onExit: message => {
          resolve(undefined);
          onExit(message);
        },
      },
    );
    child.on(
      'message',
      message => message.type === 'ready' && resolve(message.addresses),
    );
  });
  const addresses = await ready;
  if (!addresses)
    return giveUp('The sandbox did not start; the lines above say why.');
  return {
    ...addresses,
    env: {
      DBAAS_SANDBOX_PLATFORM_PORT: String(addresses.ports.platformApi),
      DBAAS_SANDBOX_APPS_PORT: String(addresses.ports.appsApi),
      DBAAS_SANDBOX_FORGE_PORT: String(addresses.ports.forge),
      DBAAS_SANDBOX_BACKSTAGE_DATABASE_PORT: String(
        addresses.ports.backstageDatabase,
      ),
    },
  };
}
