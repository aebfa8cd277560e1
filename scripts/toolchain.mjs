// Finds or fetches what the repository is built with: Node.js 22 or 24, Yarn, and
// the installed dependencies. Needs nothing but Node.js 20 with npm, and git.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolsDirectory = join(root, '.tools');
const NODE_VERSION = '22.23.3';
const SUPPORTED_NODE_MAJORS = [22, 24];
const YARN_VERSION = '4.13.0';

/** Says in one line what is being done. */
export function say(message) {
  process.stdout.write(`\x1b[1m▸\x1b[0m ${message}\n`);
}

/** Ends the program with a message that says what to do. */
export function giveUp(message) {
  process.stderr.write(`\x1b[31m✗\x1b[0m ${message}\n`);
  process.exit(1);
}

/**
 * Makes Node.js, Yarn and the dependencies ready.
 *
 * @returns the environment for child processes, in whose PATH `node` and `yarn` are the right ones
 */
export async function prepareToolchain() {
  requireGit();
  const node = await ensureNode();
  const yarn = await ensureYarn();
  const env = {
    ...process.env,
    PATH: [dirname(node), join(toolsDirectory, 'bin'), process.env.PATH].join(
      delimiter,
    ),
  };
  await installDependencies(node, yarn, env);
  return { node, yarn, env };
}

function requireGit() {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
  } catch {
    giveUp(
      'git is not installed. Install it (for example: apt-get install git) and try again.',
    );
  }
}

async function ensureNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (SUPPORTED_NODE_MAJORS.includes(major)) return process.execPath;
  const platformPackage = nodePackage();
  const node = join(
    toolsDirectory,
    'node_modules',
    platformPackage,
    'bin',
    'node',
  );
  if (!existsSync(node)) {
    say(
      `Node.js ${process.versions.node} is here, Backstage needs 22 or 24: fetching ${NODE_VERSION} from npm`,
    );
    await npmInstall(`${platformPackage}@${NODE_VERSION}`);
  }
  return node;
}

/** The package of one platform has the binary in it; `node` fetches it by an install script. */
function nodePackage() {
  const platform = `${process.platform}-${process.arch}`;
  return ['linux-x64', 'linux-arm64', 'darwin-x64'].includes(platform)
    ? `node-${platform}`
    : 'node';
}

async function ensureYarn() {
  const yarn = join(
    toolsDirectory,
    'node_modules',
    '@yarnpkg',
    'cli-dist',
    'bin',
    'yarn.js',
  );
  if (!existsSync(yarn)) {
    say(`Fetching Yarn ${YARN_VERSION} from npm`);
    await npmInstall(`@yarnpkg/cli-dist@${YARN_VERSION}`);
  }
  const launcher = join(toolsDirectory, 'bin', 'yarn');
  if (!existsSync(launcher)) {
    mkdirSync(dirname(launcher), { recursive: true });
    writeFileSync(
      launcher,
      '#!/bin/sh\nexec node "$(dirname "$0")/../node_modules/@yarnpkg/cli-dist/bin/yarn.js" "$@"\n',
      { mode: 0o755 },
    );
  }
  return yarn;
}

async function npmInstall(spec) {
  mkdirSync(toolsDirectory, { recursive: true });
  const manifest = join(toolsDirectory, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  await run(
    'npm',
    [
      'install',
      '--prefix',
      toolsDirectory,
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      spec,
    ],
    { cwd: toolsDirectory },
  ).catch(error =>
    giveUp(
      `npm could not fetch ${spec}: ${error.message}\nIs the npm registry reachable? Try: npm ping`,
    ),
  );
}

async function installDependencies(node, yarn, env) {
  const stamp = join(root, 'node_modules', '.dbaas-installed');
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Installing dependencies (a few minutes the first time)');
  await run(node, [yarn, 'install', '--immutable'], {
    cwd: root,
    env,
    quiet: true,
  }).catch(error => giveUp(`yarn install failed: ${error.message}`));
  writeFileSync(stamp, wanted);
}

/** Changes whenever an install could have another result. */
function fingerprint() {
  const manifests = ['packages', 'plugins'].flatMap(group =>
    readdirSync(join(root, group)).map(name =>
      join(root, group, name, 'package.json'),
    ),
  );
  const hash = createHash('sha256').update(process.platform + process.arch);
  for (const file of [
    join(root, 'package.json'),
    join(root, 'yarn.lock'),
    ...manifests,
  ]) {
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}
