import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { errorCode, readJsonFile } from '../json-file';
import type { PostgresMajor } from './postgres-servers';
import { mayTraverse, type ServerUser } from './server-user';

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** Programs of one PostgreSQL version. */
export interface PostgresBinaries {
  /** Full version such as `17.10`. */
  version: string;
  initdb: string;
  postgres: string;
}

const linksSchema = z.array(
  z.object({ source: z.string(), target: z.string() }),
);

/**
 * The programs of a major version, ready to run: the npm package of this
 * platform, with its library links, in a place that the servers' user can reach.
 *
 * @param directory - where to copy them when that user cannot reach the package
 */
export async function prepareBinaries(
  major: PostgresMajor,
  user: ServerUser,
  directory: string,
): Promise<PostgresBinaries> {
  const packageRoot = findPackage(major);
  await linkLibraries(packageRoot);
  const native = join(packageRoot, 'native');
  const root = (await mayTraverse(native, user))
    ? native
    : await copyOnce(
        native,
        join(directory, await packageVersion(packageRoot)),
      );
  const postgres = join(root, 'bin', 'postgres');
  return {
    version: await versionOf(postgres, user),
    initdb: join(root, 'bin', 'initdb'),
    postgres,
  };
}

function findPackage(major: PostgresMajor): string {
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform)) {
    throw new Error(
      `The sandbox has no PostgreSQL for ${platform}, only for ${PLATFORMS.join(
        ', ',
      )}. Run it on one of these, for example in a Linux virtual machine or a container.`,
    );
  }
  const name = `postgresql-${major}-${platform}`;
  // The package exports no package.json, so it is found by its directory.
  const found = (require.resolve.paths(name) ?? [])
    .map(path => join(path, name))
    .find(path => existsSync(path));
  if (found === undefined) {
    throw new Error(
      `PostgreSQL ${major} is not installed: the optional dependency ${name} is missing. ` +
        'Run the installation again without leaving out optional dependencies.',
    );
  }
  return found;
}

async function packageVersion(packageRoot: string): Promise<string> {
  const manifest = await readFile(join(packageRoot, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
}

/** npm packages hold no symbolic links; install scripts, which would make them, may be off. */
async function linkLibraries(packageRoot: string): Promise<void> {
  const links = await readJsonFile(
    join(packageRoot, 'native', 'pg-symlinks.json'),
    linksSchema,
  );
  for (const { source, target } of links ?? []) {
    try {
      await symlink(basename(source), join(packageRoot, target));
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

/** Copies the programs where every user can reach them. Complete or not at all. */
async function copyOnce(native: string, target: string): Promise<string> {
  if (existsSync(target)) return target;
  const draft = `${target}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true });
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, target);
  return target;
}

/** Asks the program itself, which also shows that it runs here. */
async function versionOf(postgres: string, user: ServerUser): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(postgres, ['--version'], {
      ...user.identity,
      cwd: '/',
    });
    return z
      .string()
      .regex(/^\d+\.\d+$/)
      .parse(stdout.trim().split(' ')[2]);
  } catch (cause) {
    throw new Error(cannotRunMessage(postgres, cause), { cause });
  }
}

function cannotRunMessage(postgres: string, cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const advice = usesMusl()
    ? 'This system uses musl instead of the GNU C library, as Alpine Linux does. Run the sandbox on a system with glibc 2.27 or newer, for example Debian.'
    : 'On Linux it needs glibc 2.27 or newer.';
  return `PostgreSQL at ${postgres} does not run here: ${reason.trim()}. ${advice}`;
}

const reportSchema = z.object({
  header: z.object({ glibcVersionRuntime: z.string().optional() }),
});

function usesMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const report = reportSchema.safeParse(process.report.getReport());
  return report.success && !report.data.header.glibcVersionRuntime;
}
