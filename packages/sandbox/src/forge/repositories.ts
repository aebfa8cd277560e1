import { cp, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { GitRepository, type TreeChange } from './git-repository';
import { ForgeError, PullRequests, type RunChecks } from './pull-requests';

/** Called after a branch moved, whoever moved it. */
export type PushListener = (push: {
  repository: Repository;
  branch: string;
  sha: string;
}) => void;

/** A hosted repository: its Git data and its pull requests. */
export class Repository {
  readonly pulls: PullRequests;
  readonly createdAt = new Date().toISOString();

  constructor(
    readonly owner: string,
    readonly name: string,
    readonly git: GitRepository,
    pullsFile: string,
    runChecks: RunChecks,
    private readonly onPush: PushListener,
  ) {
    this.pulls = new PullRequests(this, pullsFile, runChecks);
  }

  readonly defaultBranch = 'main';

  async moveBranch(branch: string, sha: string): Promise<void> {
    await this.git.updateBranch(branch, sha);
    await this.announce(branch, sha);
  }

  /** Tells the pull requests and the listeners where a branch is now. */
  async announce(branch: string, sha: string): Promise<void> {
    await this.pulls.branchMoved(branch, sha);
    this.onPush({ repository: this, branch, sha });
  }
}

/** Where a repository starts from when the forge sees it first. */
export interface RepositorySeed {
  owner: string;
  name: string;
  /** Directory whose files become the first commit. */
  directory: string;
}

/** All repositories of the forge, in one directory. */
export class Repositories {
  readonly #repositories = new Map<string, Repository>();
  readonly #listeners = new Set<PushListener>();

  constructor(
    private readonly directory: string,
    private readonly runChecks: RunChecks,
  ) {}

  async open(seeds: RepositorySeed[]): Promise<void> {
    for (const seed of seeds) {
      const repository = await this.#openOne(seed);
      this.#repositories.set(key(seed.owner, seed.name), repository);
    }
  }

  get(owner: string, name: string): Repository {
    const repository = this.#repositories.get(key(owner, name));
    if (!repository) throw new ForgeError(404, 'Not Found');
    return repository;
  }

  list(): Repository[] {
    return [...this.#repositories.values()];
  }

  onPush(listener: PushListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #openOne({
    owner,
    name,
    directory,
  }: RepositorySeed): Promise<Repository> {
    const home = join(this.directory, owner);
    const gitDirectory = join(home, `${name}.git`);
    const isNew = !(await exists(join(gitDirectory, 'complete')));
    await mkdir(home, { recursive: true });
    const git = isNew
      ? await createSeeded(gitDirectory, directory)
      : new GitRepository(gitDirectory);
    const repository = new Repository(
      owner,
      name,
      git,
      join(home, `${name}.pulls.json`),
      this.runChecks,
      push => this.#listeners.forEach(listener => listener(push)),
    );
    await repository.pulls.load();
    return repository;
  }
}

/** A seed cut short by a crash has no `complete` marker and is made anew. */
async function createSeeded(
  gitDirectory: string,
  seed: string,
): Promise<GitRepository> {
  await rm(gitDirectory, { recursive: true, force: true });
  const git = await GitRepository.create(gitDirectory);
  const changes: TreeChange[] = [];
  for (const path of await filesBelow(seed)) {
    const sha = await git.writeBlob(await readFile(path));
    changes.push({ path: relative(seed, path), mode: '100644', sha });
  }
  const tree = await git.writeTree(undefined, changes);
  const commit = await git.writeCommit({
    tree,
    parents: [],
    message: 'Start the GitOps repository',
  });
  await git.updateBranch('main', commit);
  await cp(join(gitDirectory, 'HEAD'), join(gitDirectory, 'complete'));
  return git;
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function key(owner: string, name: string): string {
  return `${owner}/${name}`.toLowerCase();
}
