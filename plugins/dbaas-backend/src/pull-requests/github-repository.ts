import { ResponseError } from '@backstage/errors';
import type { GithubCredentialsProvider } from '@backstage/integration';
import { z } from 'zod';

const userSchema = z.object({ login: z.string() });

const pullSchema = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  user: userSchema.nullish(),
  requested_reviewers: z.array(userSchema).nullish(),
  requested_teams: z.array(z.object({ slug: z.string() })).nullish(),
  created_at: z.string(),
  closed_at: z.string().nullish(),
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  head: z.object({ sha: z.string() }),
});

/** A pull request as the REST API of GitHub (2022-11-28) lists it. */
export type GithubPull = z.infer<typeof pullSchema>;

const checkRunsSchema = z.object({
  check_runs: z.array(
    z.object({ status: z.string(), conclusion: z.string().nullish() }),
  ),
});

/** How the checks of a commit stand. */
export interface Checks {
  passed: number;
  failed: number;
  pending: number;
}

/** What is said of a request that is no longer open. */
export const NO_CHECKS: Checks = { passed: 0, failed: 0, pending: 0 };

const PER_PAGE = 100;
const MOST_PAGES = 10;
const TIMEOUT_MS = 20_000;
/** Conclusions of a check run that do not stop a merge. */
const PASSING = new Set(['success', 'neutral', 'skipped']);

/**
 * Reads the pull requests of one repository, in the dialect of GitHub. Requests
 * are conditional: an unchanged answer is free with GitHub's rate limit.
 */
export class GithubRepository {
  readonly #answers = new Map<
    string,
    { etag: string; body: unknown; next?: string }
  >();
  readonly #asked = new Set<string>();

  constructor(
    private readonly options: {
      /** Address of the repository in a browser. */
      url: string;
      /** Address of the REST API, without a slash at the end. */
      apiBaseUrl: string;
      owner: string;
      name: string;
      credentials: GithubCredentialsProvider;
    },
  ) {}

  get url(): string {
    return this.options.url;
  }

  get fullName(): string {
    return `${this.options.owner}/${this.options.name}`;
  }

  /** All open pull requests. */
  async openPulls(signal: AbortSignal): Promise<GithubPull[]> {
    const pulls: GithubPull[] = [];
    let next: string | undefined = `/pulls?state=open&per_page=${PER_PAGE}`;
    for (let page = 0; next && page < MOST_PAGES; page++) {
      const answer: { body: unknown; next?: string } = await this.#get(
        next,
        signal,
      );
      pulls.push(...z.array(pullSchema).parse(answer.body));
      next = answer.next;
    }
    return pulls;
  }

  /** The pull requests that were closed or merged last. */
  async closedPulls(signal: AbortSignal): Promise<GithubPull[]> {
    const { body } = await this.#get(
      `/pulls?state=closed&sort=updated&direction=desc&per_page=${PER_PAGE}`,
      signal,
    );
    return z.array(pullSchema).parse(body);
  }

  async checks(sha: string, signal: AbortSignal): Promise<Checks> {
    const { body } = await this.#get(
      `/commits/${encodeURIComponent(sha)}/check-runs?per_page=${PER_PAGE}`,
      signal,
    );
    const runs = checkRunsSchema.parse(body).check_runs;
    const done = runs.filter(({ status }) => status === 'completed');
    const passed = done.filter(run => PASSING.has(run.conclusion ?? '')).length;
    return {
      passed,
      failed: done.length - passed,
      pending: runs.length - done.length,
    };
  }

  /** Forgets answers that nobody asked for since the last call. */
  forgetUnused(): void {
    for (const path of this.#answers.keys()) {
      if (!this.#asked.has(path)) this.#answers.delete(path);
    }
    this.#asked.clear();
  }

  async #get(
    path: string,
    signal: AbortSignal,
  ): Promise<{ body: unknown; next?: string }> {
    const { apiBaseUrl, credentials, url, owner, name } = this.options;
    const known = this.#answers.get(path);
    this.#asked.add(path);
    const { headers } = await credentials.getCredentials({ url });
    const repository = [owner, name].map(encodeURIComponent).join('/');
    const response = await fetch(`${apiBaseUrl}/repos/${repository}${path}`, {
      headers: {
        ...headers,
        Accept: 'application/vnd.github+json',
        ...(known && { 'If-None-Match': known.etag }),
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (response.status === 304 && known) return known;
    if (!response.ok) throw await ResponseError.fromResponse(response);
    const answer = {
      body: await response.json(),
      next: nextPage(response.headers.get('link'), path),
    };
    const etag = response.headers.get('etag');
    if (etag) this.#answers.set(path, { etag, ...answer });
    return answer;
  }
}

/** The path of the next page: our own, with the page number of the `Link` header. */
function nextPage(link: string | null, path: string): string | undefined {
  const url = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  const page = url && new URL(url).searchParams.get('page');
  return page
    ? `${path.replace(/&page=\d+$/, '')}&page=${encodeURIComponent(page)}`
    : undefined;
}
