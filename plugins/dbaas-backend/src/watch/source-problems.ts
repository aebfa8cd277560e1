import type { UnreadableSource } from '@backstage-dbaas/plugin-dbaas-common';
import { isError } from '@backstage/errors';
import { problemOf } from '../clusters/kubernetes-error';
import type { ReflectorProblem } from './reflector';

/** Problems that are not about one resource but about the whole cluster. */
const CLUSTER_WIDE: ReadonlySet<UnreadableSource['problem']> = new Set([
  'unreachable',
  'timeout',
  'tls',
  'unauthorized',
]);

/** What of one cluster cannot be read, and since when. */
export class SourceProblems {
  readonly #problems = new Map<string, UnreadableSource>();

  constructor(
    private readonly cluster: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** Notes how reading a resource went; the same problem again keeps its start. */
  set(resource: string, problem: ReflectorProblem | undefined): void {
    if (problem === undefined) {
      this.#problems.delete(resource);
      return;
    }
    const kind = problemOf(problem.error);
    const before = this.#problems.get(resource);
    this.#problems.set(resource, {
      cluster: this.cluster,
      verb: problem.verb,
      resource,
      problem: kind,
      message: messageOf(problem.error),
      since:
        before?.problem === kind
          ? before.since
          : new Date(this.now()).toISOString(),
    });
  }

  /** What is wrong with one resource, if anything. */
  problemWith(resource: string): UnreadableSource['problem'] | undefined {
    return this.#problems.get(resource)?.problem;
  }

  /**
   * The problems; one that concerns the whole cluster is told once, for
   * resource `*`, and not for each of the kinds that suffer from it.
   */
  list(): UnreadableSource[] {
    const all = [...this.#problems.values()].sort((left, right) =>
      left.since.localeCompare(right.since),
    );
    const wide = all.filter(({ problem }) => CLUSTER_WIDE.has(problem));
    const single = all.filter(({ problem }) => !CLUSTER_WIDE.has(problem));
    return wide.length === 0
      ? single
      : [{ ...wide[0], resource: '*' }, ...single];
  }

  /** Since when the cluster as a whole cannot be read, if that is so. */
  outageSince(): number | undefined {
    const wide = this.list().find(({ resource }) => resource === '*');
    return wide && Date.parse(wide.since);
  }
}

function messageOf(error: unknown): string {
  return isError(error) ? error.message : String(error);
}
