// npm start: everything from a fresh clone to a portal in the browser.
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { LogFiles } from './log-files.mjs';
import { ProcessGroup, isPortTaken, waitForUrl } from './processes.mjs';
import { startSandbox } from './sandbox-process.mjs';
import { giveUp, prepareToolchain, root, say } from './toolchain.mjs';

const PORTAL_PORT = 3000;
const BACKEND_PORT = 7007;
const PORTAL_TIMEOUT_MS = 300_000;

const HELP = `npm start [-- options]

  --reset            start clean: deletes all data of the sandbox first
  --with-sample-app  run examples/orders-api as soon as its database is delivered
  --with-existing-server
                     run a PostgreSQL server of its own for placement external, with
                     Secret team-orders/existing-postgresql
  --sandbox-only     the clusters, the forge and PostgreSQL, without Backstage
  --verbose          show every event of the sandbox and all output of Backstage
  --help             this text
`;

const { values: options } = parseOptions();
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const startedAt = Date.now();
const processes = new ProcessGroup();
const logs = new LogFiles();
let ending = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => void end(0));

const { node, env } = await prepareToolchain();
await requireFreePorts(
  options['sandbox-only'] ? [] : [PORTAL_PORT, BACKEND_PORT],
);
const sandbox = await startSandbox({
  processes,
  node,
  env,
  args: [
    ...(options.reset ? ['--reset'] : []),
    ...(options.verbose ? ['--verbose'] : []),
    ...(options['with-sample-app'] ? ['--with-sample-app'] : []),
    ...(options['with-existing-server'] ? ['--with-existing-server'] : []),
  ],
  onLine: line => {
    logs.write('sandbox', line);
    process.stdout.write(`${line}\n`);
  },
  onExit: message => void end(1, message),
});
const logDirectory = join(dirname(sandbox.kubeconfig), 'logs');
logs.open(logDirectory);
if (!options['sandbox-only']) await startBackstage();
printWhereToGo();

async function startBackstage() {
  say('Starting Backstage');
  const backstageEnv = {
    ...env,
    ...sandbox.env,
    NODE_OPTIONS: '--no-node-snapshot',
    FORCE_COLOR: '1',
  };
  const configs = ['app-config.yaml', 'app-config.sandbox.yaml'].flatMap(
    file => ['--config', join(root, file)],
  );
  const cli = join(
    root,
    'node_modules',
    '@backstage',
    'cli',
    'bin',
    'backstage-cli',
  );
  for (const name of ['backend', 'app']) {
    processes.start(name, node, [cli, 'package', 'start', ...configs], {
      cwd: join(root, 'packages', name),
      env: backstageEnv,
      onLine: line => showBackstageLine(name, line),
      onExit: message => void end(1, message),
    });
  }
  const isAlive = () => !ending;
  const ready = await Promise.all([
    waitForUrl(
      `http://localhost:${BACKEND_PORT}/.backstage/health/v1/readiness`,
      { timeoutMs: PORTAL_TIMEOUT_MS, isAlive },
    ),
    waitForUrl(`http://localhost:${PORTAL_PORT}`, {
      timeoutMs: PORTAL_TIMEOUT_MS,
      isAlive,
    }),
  ]);
  if (!ready.every(Boolean) && !ending) {
    await end(
      1,
      `Backstage did not become ready in time. What it said is in ${logDirectory}`,
    );
  }
}

function showBackstageLine(name, line) {
  logs.write(name, line);
  const isProblem = /\b(error|warn)\b/i.test(line) || /\[ERROR\]/.test(line);
  if (options.verbose || isProblem)
    process.stdout.write(`${name.padEnd(8)} ${line}\n`);
}

function printWhereToGo() {
  if (ending) return;
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const lines = [
    '',
    `Ready after ${seconds} s.`,
    '',
    ...(options['sandbox-only']
      ? []
      : [
          `  Portal       http://localhost:${PORTAL_PORT}   (sign in as guest: you are Olivia of Team Orders)`,
        ]),
    `  Git forge    ${sandbox.forgeUrl}/acme/gitops`,
    `  Break things ${sandbox.faultsUrl}`,
    `  Clusters     kubectl --kubeconfig ${sandbox.kubeconfig} --context platform get manageddatabases -A`,
    `  Logs         ${logDirectory}`,
    '',
    'Ctrl-C stops everything and keeps the data; npm start -- --reset starts clean.',
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function requireFreePorts(ports) {
  for (const port of ports) {
    if (await isPortTaken(port)) {
      giveUp(
        `Port ${port} is in use. Backstage needs it. See which program has it with: ss -ltnp 'sport = :${port}'\nIf it is an earlier npm start, stop that one first.`,
      );
    }
  }
}

async function end(code, problem) {
  if (ending) return;
  ending = true;
  if (problem) process.stderr.write(`\x1b[31m✗\x1b[0m ${problem}\n`);
  else process.stdout.write('\nStopping everything; the data stays.\n');
  await processes.stop();
  process.exit(code);
}

function parseOptions() {
  try {
    return parseArgs({
      options: {
        reset: { type: 'boolean', default: false },
        'with-sample-app': { type: 'boolean', default: false },
        'with-existing-server': { type: 'boolean', default: false },
        'sandbox-only': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return giveUp(`${error.message}\n\n${HELP}`);
  }
}
