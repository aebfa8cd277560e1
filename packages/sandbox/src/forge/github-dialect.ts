import type { Commit } from './git-repository';
import type { PullRequest } from './pull-requests';
import type { Repository } from './repositories';

/** Shapes of the GitHub REST API (version 2022-11-28), as far as clients of the forge read them. */
export class GithubDialect {
  constructor(
    /** Address of the forge in a browser, without a slash at the end. */
    private readonly url: string,
  ) {}

  get apiUrl(): string {
    return `${this.url}/api/v3`;
  }

  pullUrl(repository: Repository, number: number): string {
    return `${this.#html(repository)}/pull/${number}`;
  }

  user(login: string) {
    return {
      login,
      id: checksum(login),
      type: 'User',
      html_url: `${this.url}/${login}`,
      url: `${this.apiUrl}/users/${login}`,
    };
  }

  repository(repository: Repository) {
    const api = this.#api(repository);
    return {
      id: checksum(`${repository.owner}/${repository.name}`),
      name: repository.name,
      full_name: `${repository.owner}/${repository.name}`,
      private: false,
      fork: false,
      owner: this.user(repository.owner),
      html_url: this.#html(repository),
      url: api,
      clone_url: `${this.#html(repository)}.git`,
      default_branch: repository.defaultBranch,
      permissions: {
        admin: true,
        maintain: true,
        push: true,
        triage: true,
        pull: true,
      },
      archive_url: `${api}/{archive_format}{/ref}`,
      trees_url: `${api}/git/trees{/sha}`,
      blobs_url: `${api}/git/blobs{/sha}`,
      commits_url: `${api}/commits{/sha}`,
      branches_url: `${api}/branches{/branch}`,
      contents_url: `${api}/contents/{+path}`,
      pulls_url: `${api}/pulls{/number}`,
      statuses_url: `${api}/statuses/{sha}`,
      created_at: repository.createdAt,
      allow_merge_commit: true,
      allow_squash_merge: false,
      allow_rebase_merge: false,
    };
  }

  /** A commit in the form of `GET /repos/{owner}/{repo}/commits`. */
  commit(repository: Repository, commit: Commit) {
    return {
      sha: commit.sha,
      html_url: `${this.#html(repository)}/commit/${commit.sha}`,
      url: `${this.#api(repository)}/commits/${commit.sha}`,
      commit: {
        message: commit.message,
        author: commit.author,
        committer: commit.author,
        tree: { sha: commit.tree },
      },
      author: this.user(commit.author.name),
      parents: commit.parents.map(sha => ({ sha })),
    };
  }

  /** A commit in the form of the Git database API. */
  gitCommit(commit: Commit) {
    return {
      sha: commit.sha,
      message: commit.message,
      author: commit.author,
      committer: commit.author,
      tree: { sha: commit.tree },
      parents: commit.parents.map(sha => ({ sha })),
    };
  }

  ref(repository: Repository, branch: string, sha: string) {
    return {
      ref: `refs/heads/${branch}`,
      url: `${this.#api(repository)}/git/refs/heads/${branch}`,
      object: {
        type: 'commit',
        sha,
        url: `${this.#api(repository)}/git/commits/${sha}`,
      },
    };
  }

  pull(repository: Repository, pull: PullRequest) {
    const end = (branch: string, sha: string) => ({
      label: `${repository.owner}:${branch}`,
      ref: branch,
      sha,
      repo: this.repository(repository),
      user: this.user(repository.owner),
    });
    return {
      id: pull.number,
      node_id: `PR_${pull.number}`,
      number: pull.number,
      state: pull.state,
      title: pull.title,
      body: pull.body,
      draft: pull.draft,
      user: this.user(pull.author),
      html_url: this.pullUrl(repository, pull.number),
      url: `${this.#api(repository)}/pulls/${pull.number}`,
      labels: this.labels(pull.labels),
      requested_reviewers: pull.reviewers.map(login => this.user(login)),
      requested_teams: pull.teamReviewers.map(slug => ({
        id: checksum(slug),
        name: slug,
        slug,
      })),
      assignees: pull.assignees.map(login => this.user(login)),
      head: end(pull.head, pull.headSha),
      base: end(pull.base, pull.baseSha),
      merged: pull.mergedAt !== undefined,
      merged_at: pull.mergedAt ?? null,
      merge_commit_sha: pull.mergeCommit ?? null,
      merged_by: pull.mergedBy ? this.user(pull.mergedBy) : null,
      created_at: pull.createdAt,
      updated_at: pull.updatedAt,
      closed_at: pull.closedAt ?? null,
    };
  }

  labels(names: string[]) {
    return names.map(name => ({
      id: checksum(name),
      name,
      color: 'ededed',
      description: null,
    }));
  }

  comments(pull: PullRequest) {
    return pull.comments.map(({ author, body, at }, index) => ({
      id: index + 1,
      user: this.user(author),
      body,
      created_at: at,
      updated_at: at,
    }));
  }

  /** The checks of a commit in the form of the Checks API. */
  checkRuns(pull: PullRequest | undefined) {
    const runs = (pull?.checks ?? []).map(
      ({ name, conclusion, summary }, index) => ({
        id: index + 1,
        name,
        head_sha: pull?.headSha,
        status: 'completed',
        conclusion,
        output: { title: name, summary },
      }),
    );
    return { total_count: runs.length, check_runs: runs };
  }

  /** The combined status of a commit. URL readers take the repository from it. */
  combinedStatus(repository: Repository, sha: string) {
    return {
      sha,
      state: 'success',
      statuses: [],
      total_count: 0,
      repository: this.repository(repository),
    };
  }

  #html(repository: Repository): string {
    return `${this.url}/${repository.owner}/${repository.name}`;
  }

  #api(repository: Repository): string {
    return `${this.apiUrl}/repos/${repository.owner}/${repository.name}`;
  }
}

/** GitHub ids are numbers; here they follow from the name, so that they stay the same. */
function checksum(text: string): number {
  return [...text].reduce(
    (sum, char) => (sum * 31 + char.charCodeAt(0)) % 2_147_483_647,
    7,
  );
}
