import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../json-file';
import type { Repository } from './repositories';

const checkSchema = z.object({
  name: z.string(),
  conclusion: z.enum(['success', 'failure']),
  summary: z.string(),
});

const pullRequestSchema = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean(),
  author: z.string(),
  head: z.string(),
  base: z.string(),
  headSha: z.string(),
  baseSha: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  closedAt: z.string().optional(),
  mergedAt: z.string().optional(),
  mergeCommit: z.string().optional(),
  mergedBy: z.string().optional(),
  labels: z.array(z.string()),
  reviewers: z.array(z.string()),
  teamReviewers: z.array(z.string()),
  assignees: z.array(z.string()),
  comments: z.array(
    z.object({ author: z.string(), body: z.string(), at: z.string() }),
  ),
  checks: z.array(checkSchema),
});

/** A pull request, as the forge keeps it. */
export type PullRequest = z.infer<typeof pullRequestSchema>;
/** The result of one check of a pull request. */
export type Check = z.infer<typeof checkSchema>;

/** Looks at the files that a pull request changes. */
export type RunChecks = (
  files: { path: string; content: string }[],
) => Promise<Check[]>;

/** A request that the forge refuses; `status` is the HTTP status to answer with. */
export class ForgeError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'ForgeError';
  }
}

/** What can be changed in a pull request after it was opened. */
export interface PullRequestChange {
  title?: string;
  body?: string;
  state?: 'open' | 'closed';
  base?: string;
}

/** The pull requests of one repository, kept in one JSON file. */
export class PullRequests {
  #pulls: PullRequest[] = [];
  #saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly repository: Repository,
    private readonly file: string,
    private readonly runChecks: RunChecks,
  ) {}

  async load(): Promise<void> {
    this.#pulls =
      (await readJsonFile(this.file, z.array(pullRequestSchema))) ?? [];
  }

  /** Newest first. */
  list(): PullRequest[] {
    return [...this.#pulls].reverse();
  }

  get(number: number): PullRequest {
    const pull = this.#pulls.find(candidate => candidate.number === number);
    if (!pull) throw new ForgeError(404, 'Not Found');
    return pull;
  }

  openFor(branch: string): PullRequest | undefined {
    return this.#pulls.find(
      pull => pull.state === 'open' && pull.head === branch,
    );
  }

  async open(request: {
    title: string;
    body: string;
    head: string;
    base: string;
    draft: boolean;
    author: string;
  }): Promise<PullRequest> {
    const existing = this.openFor(request.head);
    if (existing) {
      throw new ForgeError(
        422,
        `A pull request already exists for ${request.head}.`,
      );
    }
    const { head, base } = await this.#shas(request.head, request.base);
    const now = new Date().toISOString();
    const pull: PullRequest = {
      ...request,
      number: this.#pulls.length + 1,
      state: 'open',
      headSha: head,
      baseSha: base,
      createdAt: now,
      updatedAt: now,
      labels: [],
      reviewers: [],
      teamReviewers: [],
      assignees: [],
      comments: [],
      checks: [],
    };
    pull.checks = await this.#check(pull);
    this.#pulls.push(pull);
    await this.#save();
    return pull;
  }

  async change(
    number: number,
    change: PullRequestChange,
  ): Promise<PullRequest> {
    const pull = this.get(number);
    if (change.state === 'open' && pull.mergedAt) {
      throw new ForgeError(
        422,
        'A merged pull request cannot be opened again.',
      );
    }
    Object.assign(pull, change);
    if (change.state === 'closed') pull.closedAt = new Date().toISOString();
    if (change.state === 'open') pull.closedAt = undefined;
    return this.#touched(pull);
  }

  /** Called when a branch moved: an open pull request follows its head. */
  async branchMoved(branch: string, sha: string): Promise<void> {
    const pull = this.openFor(branch);
    if (!pull || pull.headSha === sha) return;
    pull.headSha = sha;
    pull.checks = await this.#check(pull);
    await this.#touched(pull);
  }

  async addLabels(number: number, labels: string[]): Promise<PullRequest> {
    const pull = this.get(number);
    pull.labels = union(pull.labels, labels);
    return this.#touched(pull);
  }

  async requestReviewers(
    number: number,
    reviewers: string[],
    teams: string[],
  ): Promise<PullRequest> {
    const pull = this.get(number);
    pull.reviewers = union(pull.reviewers, reviewers);
    pull.teamReviewers = union(pull.teamReviewers, teams);
    return this.#touched(pull);
  }

  async addAssignees(
    number: number,
    assignees: string[],
  ): Promise<PullRequest> {
    const pull = this.get(number);
    pull.assignees = union(pull.assignees, assignees);
    return this.#touched(pull);
  }

  async comment(
    number: number,
    author: string,
    body: string,
  ): Promise<PullRequest> {
    const pull = this.get(number);
    pull.comments.push({ author, body, at: new Date().toISOString() });
    return this.#touched(pull);
  }

  /** The paths that cannot be merged; empty when it can. */
  async conflicts(number: number): Promise<string[]> {
    const pull = this.get(number);
    const { head, base } = await this.#shas(pull.head, pull.base);
    const merged = await this.repository.git.mergeTree(base, head);
    return 'conflicts' in merged ? merged.conflicts : [];
  }

  /** Merges with a merge commit and deletes the branch, as the GitOps repository is set up. */
  async merge(
    number: number,
    by: string,
    title?: string,
  ): Promise<PullRequest> {
    const pull = this.get(number);
    if (pull.state === 'closed') {
      throw new ForgeError(
        405,
        `Pull request #${number} is ${
          pull.mergedAt ? 'already merged' : 'closed'
        }.`,
      );
    }
    if (pull.draft)
      throw new ForgeError(405, `Pull request #${number} is still a draft.`);
    const failed = pull.checks.filter(check => check.conclusion === 'failure');
    if (failed.length > 0) {
      throw new ForgeError(
        405,
        `Required checks have failed: ${failed
          .map(check => check.name)
          .join(', ')}.`,
      );
    }
    const { head, base } = await this.#shas(pull.head, pull.base);
    const merged = await this.repository.git.mergeTree(base, head);
    if ('conflicts' in merged) {
      throw new ForgeError(
        405,
        `The branches conflict in ${merged.conflicts.join(', ')}.`,
      );
    }
    const commit = await this.repository.git.writeCommit({
      tree: merged.tree,
      parents: [base, head],
      message: `${
        title ?? `Merge pull request #${number} from ${pull.head}`
      }\n\n${pull.title}`,
      author: { name: by },
    });
    const now = new Date().toISOString();
    Object.assign(pull, {
      state: 'closed',
      closedAt: now,
      mergedAt: now,
      mergeCommit: commit,
      mergedBy: by,
    });
    await this.#touched(pull);
    await this.repository.moveBranch(pull.base, commit);
    await this.repository.git.deleteBranch(pull.head);
    return pull;
  }

  async #shas(
    headBranch: string,
    baseBranch: string,
  ): Promise<{ head: string; base: string }> {
    const [head, base] = await Promise.all([
      this.repository.git.resolve(`refs/heads/${headBranch}`),
      this.repository.git.resolve(`refs/heads/${baseBranch}`),
    ]);
    if (!head) throw new ForgeError(422, `There is no branch ${headBranch}.`);
    if (!base) throw new ForgeError(422, `There is no branch ${baseBranch}.`);
    return { head, base };
  }

  async #check(pull: PullRequest): Promise<Check[]> {
    const changed = await this.repository.git.changedFiles(
      pull.baseSha,
      pull.headSha,
    );
    const files = await Promise.all(
      changed
        .filter(file => file.status !== 'D')
        .map(async ({ path }) => {
          const entry = await this.repository.git.entry(pull.headSha, path);
          if (!entry) throw new Error(`${path} vanished from ${pull.headSha}.`);
          return {
            path,
            content: (await this.repository.git.readBlob(entry.sha)).toString(
              'utf8',
            ),
          };
        }),
    );
    return this.runChecks(files);
  }

  async #touched(pull: PullRequest): Promise<PullRequest> {
    pull.updatedAt = new Date().toISOString();
    await this.#save();
    return pull;
  }

  /** One write at a time, so that the last state is what stays. */
  async #save(): Promise<void> {
    this.#saving = this.#saving.then(() =>
      writeJsonFile(this.file, this.#pulls),
    );
    return this.#saving;
  }
}

function union(first: string[], second: string[]): string[] {
  return [...new Set([...first, ...second])];
}
