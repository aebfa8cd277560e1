import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  PendingRequest,
  ServiceRef,
  UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';
import { isError, ResponseError } from '@backstage/errors';
import limit from 'p-limit';
import { isDeepStrictEqual as isEqual } from 'node:util';
import { Backoff } from '../watch/backoff';
import { sleep } from '../watch/sleep';
import type { WatchedRepository } from './configured-repositories';
import { NO_CHECKS, type GithubRepository } from './github-repository';
import {
  readMark,
  serviceRequest,
  type ServiceRequest,
} from './service-request';

const CHECKS_AT_A_TIME = 4;

/** What one repository said last. */
interface RepositoryState {
  requests: ServiceRequest[];
  problem?: UnreadableSource;
}

/**
 * The pull requests that concern database services, kept current by polling
 * the GitOps repositories with conditional requests.
 */
export class PullRequests {
  readonly #states = new Map<GithubRepository, RepositoryState>();
  readonly #controller = new AbortController();
  #finished: Promise<void>[] = [];
  #onChange: (services: ServiceRef[]) => void = () => {};

  constructor(
    private readonly options: {
      repositories: WatchedRepository[];
      logger: LoggerService;
    },
  ) {}

  /** Starts to poll; `onChange` is told the database services whose requests changed. */
  start(onChange: (services: ServiceRef[]) => void): void {
    this.#onChange = onChange;
    this.#finished = this.options.repositories.map(watched =>
      this.#poll(watched),
    );
  }

  async stop(): Promise<void> {
    this.#controller.abort();
    await Promise.all(this.#finished);
  }

  /** Whether every repository was read once, or cannot be. */
  settled(): boolean {
    return this.#states.size === this.options.repositories.length;
  }

  /** Every request that is known, newest first. */
  all(): ServiceRequest[] {
    return [...this.#states.values()]
      .flatMap(({ requests }) => requests)
      .sort((left, right) =>
        right.request.createdAt.localeCompare(left.request.createdAt),
      );
  }

  /** The requests for one database service, newest first. */
  of(service: ServiceRef): PendingRequest[] {
    return this.all()
      .filter(({ service: about }) => isEqual(about, service))
      .map(({ request }) => request);
  }

  /** Refs of the entities that the requests for a database service are for. */
  entitiesOf(service: ServiceRef): string[] {
    return this.all().flatMap(({ service: about, entityRef }) =>
      entityRef && isEqual(about, service) ? [entityRef] : [],
    );
  }

  /** Repositories that cannot be read at the moment. */
  unreadable(): UnreadableSource[] {
    return [...this.#states.values()].flatMap(({ problem }) => problem ?? []);
  }

  async #poll({
    repository,
    pollIntervalMs,
  }: WatchedRepository): Promise<void> {
    const { signal } = this.#controller;
    const backoff = new Backoff({
      first: pollIntervalMs,
      longest: Math.max(pollIntervalMs, 300_000),
      resetAfter: pollIntervalMs * 2,
    });
    while (!signal.aborted) {
      const ok = await this.#readOnce(repository, signal);
      await sleep(ok ? pollIntervalMs : backoff.next(), signal);
    }
  }

  async #readOnce(
    repository: GithubRepository,
    signal: AbortSignal,
  ): Promise<boolean> {
    const before = this.#states.get(repository) ?? { requests: [] };
    try {
      const requests = await readRequests(repository, signal);
      this.#states.set(repository, { requests });
      if (before.problem) {
        this.options.logger.info(
          `Reading pull requests of ${repository.fullName} again`,
        );
      }
      this.#tell(before.requests, requests);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const problem = problemOf(repository, error, before.problem);
      this.#states.set(repository, { ...before, problem });
      if (before.problem?.problem !== problem.problem) {
        this.options.logger.warn(problem.message);
      }
      return false;
    }
  }

  #tell(before: ServiceRequest[], after: ServiceRequest[]): void {
    if (isEqual(before, after)) return;
    const changed = [
      ...after.filter(one => !before.some(other => isEqual(one, other))),
      ...before.filter(one => !after.some(other => isEqual(one, other))),
    ];
    this.#onChange(changed.map(({ service }) => service));
  }
}

async function readRequests(
  repository: GithubRepository,
  signal: AbortSignal,
): Promise<ServiceRequest[]> {
  const [open, closed] = await Promise.all([
    repository.openPulls(signal),
    repository.closedPulls(signal),
  ]);
  const ours = [...open, ...closed].flatMap(pull => {
    const mark = readMark(pull);
    return mark ? [{ pull, mark }] : [];
  });
  const limitChecks = limit(CHECKS_AT_A_TIME);
  const requests = await Promise.all(
    ours.map(async ({ pull, mark }) =>
      serviceRequest(
        pull,
        mark,
        pull.state === 'open'
          ? await limitChecks(() => repository.checks(pull.head.sha, signal))
          : NO_CHECKS,
      ),
    ),
  );
  repository.forgetUnused();
  return requests;
}

function problemOf(
  repository: GithubRepository,
  error: unknown,
  before: UnreadableSource | undefined,
): UnreadableSource {
  const problem = classify(error);
  return {
    cluster: new URL(repository.url).host,
    verb: 'list',
    resource: `pull requests of ${repository.fullName}`,
    problem,
    message: `Cannot read the pull requests of ${repository.fullName}: ${
      isError(error) ? error.message : String(error)
    }`,
    since:
      before?.problem === problem ? before.since : new Date().toISOString(),
  };
}

function classify(error: unknown): UnreadableSource['problem'] {
  if (error instanceof ResponseError) {
    if (error.statusCode === 401) return 'unauthorized';
    return error.statusCode === 403 ? 'forbidden' : 'error';
  }
  if (isError(error) && error.name === 'TimeoutError') return 'timeout';
  // `fetch` reports every failure to connect as a TypeError.
  return isError(error) && error.name === 'TypeError' ? 'unreachable' : 'error';
}
