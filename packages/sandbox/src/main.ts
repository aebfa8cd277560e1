import { parseArgs } from 'node:util';
import { createLog } from './log';
import { sandboxPorts } from './ports';
import { stopLeftoverServers } from './postgres/embedded-postgres-servers';
import { startSandbox } from './sandbox';
import {
  clearStateDirectory,
  openStateDirectory,
  stateDirectoryPath,
} from './state-directory';

/** `node --import tsx src/main.ts [--reset] [--verbose] [--with-sample-app] [--with-existing-server] [--without-api]` */
async function main(): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      reset: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      'with-sample-app': { type: 'boolean', default: false },
      'with-existing-server': { type: 'boolean', default: false },
      'without-api': { type: 'boolean', default: false },
    },
  });
  const log = createLog('sandbox', {
    verbose: flags.verbose,
    write: line => process.stdout.write(`${line}\n`),
  });
  const firstPort = process.env.DBAAS_SANDBOX_PORT;
  const state = await openStateDirectory(stateDirectoryPath(process.env));
  if (flags.reset) {
    await stopLeftoverServers(state.path);
    await clearStateDirectory(state.path);
  }

  const sandbox = await startSandbox({
    stateDirectory: state.path,
    ports: sandboxPorts(
      firstPort === undefined ? undefined : Number(firstPort),
    ),
    log,
    withSampleApplication: flags['with-sample-app'],
    withExistingServer: flags['with-existing-server'],
    withoutApi: flags['without-api'],
  });

  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= sandbox
      .stop()
      .then(() => state.release())
      .then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, stop);
  // Without the parent that shows where to go, nobody would stop us.
  process.on('disconnect', stop);
  process.send?.({ type: 'ready', addresses: sandbox.addresses });
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
