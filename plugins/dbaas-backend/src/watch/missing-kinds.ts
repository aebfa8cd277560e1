import type {
  GroupKind,
  UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';
import { groupKindKey } from '../clusters/discovery';

/** Kinds that are needed in a cluster which does not serve them, and since when. */
export class MissingKinds {
  readonly #missing = new Map<string, UnreadableSource>();

  constructor(private readonly cluster: string) {}

  /** Takes note of what is needed and what is served. */
  update(
    needed: Iterable<GroupKind>,
    served: { has(groupKind: string): boolean },
  ): void {
    for (const kind of needed) {
      const resource = groupKindKey(kind);
      if (served.has(resource)) this.#missing.delete(resource);
      else if (!this.#missing.has(resource)) {
        this.#missing.set(resource, this.#notInstalled(resource));
      }
    }
  }

  get(kind: GroupKind): UnreadableSource | undefined {
    return this.#missing.get(groupKindKey(kind));
  }

  /** Without its CRD a kind has no plural that could be named here. */
  #notInstalled(resource: string): UnreadableSource {
    return {
      cluster: this.cluster,
      verb: 'list',
      resource,
      problem: 'notInstalled',
      message: `Cluster "${this.cluster}" does not serve ${resource}: its CRD is missing or not active.`,
      since: new Date().toISOString(),
    };
  }
}
