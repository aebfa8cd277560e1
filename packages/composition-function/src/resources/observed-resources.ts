import {
  groupOf,
  isUsable,
  type KubernetesObject,
  type LookupResult,
  type ObjectKey,
  type ReadContext,
  type Verdict,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Need } from './gates';
import { readKnownResource } from './known-verdicts';

/** A composed resource as it is in the cluster. */
export interface ObservedResource {
  object: KubernetesObject;
  /** Clear text. Must never reach a log, a status or a message. */
  connectionDetails: Readonly<Record<string, string>>;
}

/** The composed resources that exist, with the verdict of the readers on each. */
export class ObservedResources {
  readonly #verdicts = new Map<string, Verdict>();
  readonly #byKind = new Map<string, Map<string, KubernetesObject[]>>();

  constructor(
    private readonly resources: ReadonlyMap<string, ObservedResource>,
    context: Omit<ReadContext, 'lookup'>,
  ) {
    const reading = {
      ...context,
      lookup: (key: ObjectKey) => this.#lookup(key),
    };
    for (const [name, { object }] of resources) {
      this.#verdicts.set(name, readKnownResource(object, reading));
    }
  }

  has(name: string): boolean {
    return this.resources.has(name);
  }

  get(name: string): ObservedResource | undefined {
    return this.resources.get(name);
  }

  namesOfKind(kind: string): string[] {
    const names: string[] = [];
    for (const [name, { object }] of this.resources)
      if (object.kind === kind) names.push(name);
    return names;
  }

  verdict(name: string): Verdict | undefined {
    return this.#verdicts.get(name);
  }

  /** Whether the readers say that a resource does what it is there for. */
  isReady(name: string): boolean {
    const verdict = this.#verdicts.get(name);
    return verdict !== undefined && isUsable(verdict);
  }

  /**
   * The need for a resource that others can build on. What is degraded still
   * works: a server without one of its replicas must not keep a user waiting.
   */
  usable(name: string, what: string): Need {
    const degraded = this.#verdicts.get(name)?.state === 'degraded';
    return { met: degraded || this.isReady(name), what };
  }

  /** The need for a resource that exists. */
  exists(name: string, what: string): Need {
    return { met: this.has(name), what };
  }

  /** What was not composed cannot be looked up from a function. */
  #lookup({ group, kind, namespace, name }: ObjectKey): LookupResult {
    const object = this.#ofKind(kind)
      .get(name)
      ?.find(
        one => one.metadata.namespace === namespace && groupOf(one) === group,
      );
    return object ? { found: 'yes', object } : { found: 'unreadable' };
  }

  /** By name. Few kinds are looked up, and few resources are of these. */
  #ofKind(kind: string): Map<string, KubernetesObject[]> {
    const known = this.#byKind.get(kind);
    if (known) return known;
    const byName = new Map<string, KubernetesObject[]>();
    for (const { object } of this.resources.values()) {
      if (object.kind !== kind) continue;
      const { name } = object.metadata;
      byName.set(name, [...(byName.get(name) ?? []), object]);
    }
    this.#byKind.set(kind, byName);
    return byName;
  }
}
