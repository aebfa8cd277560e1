// npm test: type check, API reports, lint, unit tests, the conformance test in the sandbox
// and the end-to-end test in Chromium.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { startTestDatabase } from './test-database.mjs';
import { giveUp, prepareToolchain, root, say } from './toolchain.mjs';

const CHROMIUM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

const { node, yarn, env } = await prepareToolchain();
const results = mkdtempSync(join(tmpdir(), 'dbaas-test-'));
const cli = join(
  root,
  'node_modules',
  '@backstage',
  'cli',
  'bin',
  'backstage-cli',
);
const bin = name => join(root, 'node_modules', '.bin', name);
const unitResults = join(results, 'unit.json');
const conformanceResults = join(results, 'conformance.json');
const endToEndResults = join(results, 'end-to-end.json');

/** Each step is fast to fail before the slow ones begin. */
const steps = [
  [
    'Formatting',
    () => step(bin('prettier'), ['--check', '--loglevel', 'warn', '.']),
  ],
  ['Types', () => step(bin('tsc'), ['--incremental', 'false'])],
  ['API reports', () => step(node, [yarn, 'build:api-reports:only', '--ci'])],
  ['Lint', () => step(node, [cli, 'repo', 'lint', '--max-warnings', '0'])],
  ['Unit tests', unitTests],
  ['Conformance test', conformanceTest],
  ['End-to-end test', endToEndTest],
];

const startedAt = Date.now();
for (const [name, action] of steps) {
  say(name);
  const stepStartedAt = Date.now();
  await action().catch(error => {
    printCounts();
    giveUp(`${name} failed: ${error.message}`);
  });
  say(`${name}: done in ${seconds(stepStartedAt)} s`);
}
say(`All steps passed in ${seconds(startedAt)} s`);
printCounts();

function step(command, args, extraEnv = {}) {
  return run(command, args, {
    cwd: root,
    env: { ...env, CI: 'true', ...extraEnv },
  });
}

async function unitTests() {
  const database = await startTestDatabase({ node, env });
  try {
    await step(
      node,
      [
        cli,
        'repo',
        'test',
        '--maxWorkers=2',
        // Real servers on a busy machine may take their time.
        '--testTimeout=60000',
        '--json',
        `--outputFile=${unitResults}`,
      ],
      database.env,
    );
  } finally {
    await database.stop();
  }
}

async function conformanceTest() {
  await run(
    node,
    ['--import', 'tsx', join('src', 'main.ts'), '--json', conformanceResults],
    { cwd: join(root, 'packages', 'conformance'), env },
  );
}

async function endToEndTest() {
  const chromium = await ensureChromium();
  await step(bin('playwright'), ['test'], {
    DBAAS_CHROMIUM: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: endToEndResults,
  });
}

async function ensureChromium() {
  const installed = () => CHROMIUM_PATHS.find(path => existsSync(path));
  if (installed()) return installed();
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !hasAptGet()) {
    giveUp(
      'The end-to-end test needs Chromium. Install it with: sudo apt-get install chromium',
    );
  }
  say('Installing Chromium with apt-get');
  await run('apt-get', ['update', '-qq'], { quiet: true });
  await run('apt-get', ['install', '-y', '-qq', 'chromium'], {
    quiet: true,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return (
    installed() ??
    giveUp('apt-get installed Chromium, but no browser was found in /usr/bin.')
  );
}

function hasAptGet() {
  try {
    execFileSync('apt-get', ['--version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** The last line tells people and CI how many tests ran. */
function printCounts() {
  const unit = readJson(unitResults);
  const endToEnd = readJson(endToEndResults)?.stats;
  const conformance = outcome =>
    readJson(conformanceResults)?.filter(result => result.outcome === outcome)
      .length ?? 0;
  const passed =
    (unit?.numPassedTests ?? 0) +
    conformance('passed') +
    (endToEnd?.expected ?? 0);
  const failed =
    (unit?.numFailedTests ?? 0) +
    (unit?.numRuntimeErrorTestSuites ?? 0) +
    conformance('failed') +
    (endToEnd?.unexpected ?? 0);
  const skipped =
    (unit?.numPendingTests ?? 0) +
    conformance('skipped') +
    (endToEnd?.skipped ?? 0);
  process.stdout.write(
    `${passed} passed, ${failed} failed, ${skipped} skipped\n`,
  );
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function seconds(since) {
  return Math.round((Date.now() - since) / 1000);
}
