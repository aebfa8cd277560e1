import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IDENTITY = { name: 'Sandbox', email: 'sandbox@example.com' };
const LARGEST_OUTPUT = 64 * 1024 * 1024;

/** A change of one path: a blob to put there, or null to remove it. */
export interface TreeChange {
  path: string;
  mode: string;
  sha: string | null;
}

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  message: string;
  author: { name: string; email: string; date: string };
}

export interface Person {
  name: string;
  email: string;
}

/** A git command that failed; `message` is what git printed. */
export class GitError extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
    readonly output: string,
  ) {
    super(message);
    this.name = 'GitError';
  }
}

/**
 * A bare repository on disk, driven by the git of this machine. Every call is
 * asynchronous: a synchronous git that talks to this process would wait for
 * itself.
 */
export class GitRepository {
  constructor(readonly directory: string) {}

  /** Makes an empty repository whose first branch is `main`. */
  static async create(directory: string): Promise<GitRepository> {
    await run([
      'init',
      '--quiet',
      '--bare',
      '--initial-branch=main',
      directory,
    ]);
    const repository = new GitRepository(directory);
    await repository.#git(['config', 'http.receivepack', 'true']);
    return repository;
  }

  /** The commit a branch, tag or abbreviated name points to, or undefined. */
  async resolve(revision: string): Promise<string | undefined> {
    try {
      return (
        await this.#git([
          'rev-parse',
          '--verify',
          '--quiet',
          '--end-of-options',
          `${revision}^{commit}`,
        ])
      ).trim();
    } catch (error) {
      if (error instanceof GitError) return undefined;
      throw error;
    }
  }

  async branches(): Promise<{ name: string; sha: string }[]> {
    const output = await this.#git([
      'for-each-ref',
      '--format=%(refname:lstrip=2) %(objectname)',
      'refs/heads',
    ]);
    return lines(output).map(line => {
      const [name, sha] = line.split(' ');
      return { name, sha };
    });
  }

  async commit(revision: string): Promise<Commit | undefined> {
    return (await this.log(revision, 1))[0];
  }

  /** Newest first; empty when the revision does not exist. */
  async log(revision: string, count: number, path?: string): Promise<Commit[]> {
    const sha = await this.resolve(revision);
    if (!sha) return [];
    const output = await this.#git([
      'log',
      `--max-count=${count}`,
      '--format=%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%B%x1e',
      sha,
      ...(path ? ['--', path] : []),
    ]);
    return output
      .split('\x1e')
      .map(record => record.replace(/^\n/, ''))
      .filter(Boolean)
      .map(parseCommit);
  }

  async writeBlob(content: Buffer): Promise<string> {
    return (
      await this.#git(['hash-object', '-w', '--stdin'], { input: content })
    ).trim();
  }

  async readBlob(sha: string): Promise<Buffer> {
    return this.#gitBuffer(['cat-file', 'blob', sha]);
  }

  /** The entry at a path, or undefined. An empty path is the root tree. */
  async entry(
    revision: string,
    path: string,
  ): Promise<{ type: 'blob' | 'tree'; sha: string } | undefined> {
    try {
      const spec = path === '' ? `${revision}^{tree}` : `${revision}:${path}`;
      const sha = (
        await this.#git([
          'rev-parse',
          '--verify',
          '--quiet',
          '--end-of-options',
          spec,
        ])
      ).trim();
      const type = (await this.#git(['cat-file', '-t', sha])).trim();
      return { sha, type: type === 'tree' ? 'tree' : 'blob' };
    } catch (error) {
      if (error instanceof GitError) return undefined;
      throw error;
    }
  }

  async listTree(
    tree: string,
    recursive: boolean,
  ): Promise<{ mode: string; type: string; sha: string; path: string }[]> {
    const output = await this.#git([
      'ls-tree',
      '-z',
      ...(recursive ? ['-r', '-t'] : []),
      tree,
    ]);
    return output
      .split('\0')
      .filter(Boolean)
      .map(record => {
        const [meta, path] = record.split('\t');
        const [mode, type, sha] = meta.split(' ');
        return { mode, type, sha, path };
      });
  }

  /** A new tree: the base with changes on top. */
  async writeTree(
    base: string | undefined,
    changes: TreeChange[],
  ): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'forge-index-'));
    const env = { GIT_INDEX_FILE: join(directory, 'index') };
    try {
      await this.#git(base ? ['read-tree', base] : ['read-tree', '--empty'], {
        env,
      });
      const info = changes
        .map(({ path, mode, sha }) =>
          sha === null
            ? `0 ${'0'.repeat(40)}\t${path}\0`
            : `${mode} ${sha}\t${path}\0`,
        )
        .join('');
      await this.#git(['update-index', '-z', '--index-info'], {
        env,
        input: Buffer.from(info),
      });
      return (await this.#git(['write-tree'], { env })).trim();
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  async writeCommit(commit: {
    tree: string;
    parents: string[];
    message: string;
    author?: Partial<Person>;
  }): Promise<string> {
    const author = { ...IDENTITY, ...commit.author };
    const env = {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_COMMITTER_NAME: IDENTITY.name,
      GIT_COMMITTER_EMAIL: IDENTITY.email,
    };
    const parents = commit.parents.flatMap(parent => ['-p', parent]);
    return (
      await this.#git(['commit-tree', commit.tree, ...parents], {
        env,
        input: Buffer.from(commit.message),
      })
    ).trim();
  }

  async updateBranch(branch: string, sha: string): Promise<void> {
    await this.#git(['update-ref', `refs/heads/${branch}`, sha]);
  }

  async deleteBranch(branch: string): Promise<void> {
    await this.#git(['update-ref', '-d', `refs/heads/${branch}`]);
  }

  /** Merges without a work tree. Gives the tree, or the paths in conflict. */
  async mergeTree(
    ours: string,
    theirs: string,
  ): Promise<{ tree: string } | { conflicts: string[] }> {
    try {
      const output = await this.#git([
        'merge-tree',
        '--write-tree',
        '--name-only',
        ours,
        theirs,
      ]);
      return { tree: lines(output)[0] };
    } catch (error) {
      if (error instanceof GitError && error.exitCode === 1) {
        const [, ...rest] = error.output.split('\n');
        return { conflicts: rest.slice(0, rest.indexOf('')).filter(Boolean) };
      }
      throw error;
    }
  }

  /** Unified diff from the merge base of the two to `head`. */
  async diff(base: string, head: string): Promise<string> {
    return this.#git(['diff', '--no-color', `${base}...${head}`]);
  }

  async changedFiles(
    base: string,
    head: string,
  ): Promise<{ status: string; path: string }[]> {
    const output = await this.#git([
      'diff',
      '--no-renames',
      '--name-status',
      `${base}...${head}`,
    ]);
    return lines(output).map(line => {
      const [status, path] = line.split('\t');
      return { status, path };
    });
  }

  /** A gzipped tar whose files lie below `prefix`. */
  async archive(revision: string, prefix: string): Promise<Buffer> {
    return this.#gitBuffer([
      'archive',
      '--format=tar.gz',
      `--prefix=${prefix}/`,
      revision,
    ]);
  }

  async #git(args: string[], options: RunOptions = {}): Promise<string> {
    return (await this.#gitBuffer(args, options)).toString('utf8');
  }

  async #gitBuffer(args: string[], options: RunOptions = {}): Promise<Buffer> {
    return run(['--git-dir', this.directory, ...args], options);
  }
}

interface RunOptions {
  input?: Buffer;
  env?: Record<string, string>;
}

async function run(args: string[], options: RunOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      args,
      {
        encoding: 'buffer',
        maxBuffer: LARGEST_OUTPUT,
        env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', ...options.env },
      },
      (error, stdout, stderr) => {
        if (!error) {
          resolve(stdout);
          return;
        }
        const exitCode = typeof error.code === 'number' ? error.code : -1;
        const message = stderr.toString('utf8').trim() || error.message;
        reject(new GitError(message, exitCode, stdout.toString('utf8')));
      },
    );
    child.stdin?.end(options.input);
  });
}

/** Fails with what to do when git is missing or too old for `merge-tree --write-tree`. */
export async function requireGit(): Promise<void> {
  const version = await new Promise<string>((resolve, reject) => {
    const child = spawn('git', ['--version'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.on('data', chunk => (output += chunk));
    child.on('error', () =>
      reject(new Error('git is not installed. Install git 2.38 or newer.')),
    );
    child.on('close', () => resolve(output));
  });
  const [major, minor] = (/(\d+)\.(\d+)/.exec(version) ?? [])
    .slice(1)
    .map(Number);
  if (major < 2 || (major === 2 && minor < 38)) {
    throw new Error(
      `git ${major}.${minor} is too old. Install git 2.38 or newer.`,
    );
  }
}

function parseCommit(record: string): Commit {
  const [sha, tree, parents, name, email, date, message] = record.split('\0');
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: { name, email, date },
    message: message.trimEnd(),
  };
}

function lines(output: string): string[] {
  return output.split('\n').filter(Boolean);
}
