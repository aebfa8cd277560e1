import type { UnreadableSource } from '@backstage-dbaas/plugin-dbaas-common';
import { isError } from '@backstage/errors';
import { problemOf } from '../clusters/kubernetes-error';
import type { ReflectorProblem } from './reflector';

/** Problems that say nothing about the rest of the cluster. */
const OF_ONE_KIND: ReadonlySet<UnreadableSource['problem']> = new Set([
  'forbidden',
  'notInstalled',
]);

/**
 * What of one cluster cannot be read, and since when. Trouble with one kind is an
 * outage of the cluster when nothing has come from the cluster since it began.
 */
export class SourceProblems {
  readonly #problems = new Map<string, UnreadableSource>();
  readonly #incomplete = new Map<string, UnreadableSource>();
  #lastContactAt?: number;

  constructor(
    private readonly cluster: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** Last time anything came from the cluster. */
  get lastContactAt(): number | undefined {
    return this.#lastContactAt;
  }

  /** Notes that something came from the cluster. Whether that ends an outage. */
  contact(): boolean {
    const out = this.outageSince() !== undefined;
    this.#lastContactAt = this.now();
    return out && this.outageSince() === undefined;
  }

  /** Notes how reading a resource went; trouble that goes on keeps its start. */
  set(resource: string, problem: ReflectorProblem | undefined): void {
    if (problem === undefined) {
      this.#problems.delete(resource);
      return;
    }
    const kind = problemOf(problem.error);
    const before = this.#problems.get(resource);
    const goesOn =
      before !== undefined &&
      (before.problem === kind ||
        (!ofOneKind(before) && !OF_ONE_KIND.has(kind)));
    this.#problems.set(resource, {
      cluster: this.cluster,
      verb: problem.verb,
      resource,
      problem: kind,
      message: messageOf(problem.error),
      since: goesOn ? before.since : this.#nowText(),
    });
  }

  /** Notes that a resource can be read but for some of its objects. */
  setIncomplete(resource: string, message: string | undefined): void {
    if (message === undefined) {
      this.#incomplete.delete(resource);
      return;
    }
    this.#incomplete.set(resource, {
      cluster: this.cluster,
      verb: 'list',
      resource,
      problem: 'error',
      message,
      since: this.#incomplete.get(resource)?.since ?? this.#nowText(),
    });
  }

  /** Forgets a resource that is no longer read. */
  forget(resource: string): void {
    this.#problems.delete(resource);
    this.#incomplete.delete(resource);
  }

  /** What is wrong with reading one resource, if anything. */
  problemWith(resource: string): UnreadableSource['problem'] | undefined {
    return this.#problems.get(resource)?.problem;
  }

  /** Whether every object of a resource is known. */
  isComplete(resource: string): boolean {
    return !this.#problems.has(resource) && !this.#incomplete.has(resource);
  }

  /**
   * The problems, oldest first; an outage is told once, for resource `*`, and
   * not for each of the kinds that suffer from it.
   */
  list(): UnreadableSource[] {
    const outage = this.#outage();
    const single = [...this.#problems.values()].filter(
      problem => outage === undefined || ofOneKind(problem),
    );
    return [
      ...(outage ? [{ ...outage, resource: '*' }] : []),
      ...oldestFirst([...single, ...this.#incomplete.values()]),
    ];
  }

  /** Since when the cluster as a whole cannot be read, if that is so. */
  outageSince(): number | undefined {
    const outage = this.#outage();
    return outage && Date.parse(outage.since);
  }

  #outage(): UnreadableSource | undefined {
    if (this.#problems.size === 0) return undefined;
    const contact = this.#lastContactAt ?? -Infinity;
    return oldestFirst(
      [...this.#problems.values()].filter(
        problem => !ofOneKind(problem) && Date.parse(problem.since) >= contact,
      ),
    )[0];
  }

  #nowText(): string {
    return new Date(this.now()).toISOString();
  }
}

function ofOneKind({ problem }: UnreadableSource): boolean {
  return OF_ONE_KIND.has(problem);
}

function oldestFirst(problems: UnreadableSource[]): UnreadableSource[] {
  return problems.sort((left, right) => left.since.localeCompare(right.since));
}

function messageOf(error: unknown): string {
  return isError(error) ? error.message : String(error);
}
