import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';

interface Applied {
  desired: string;
  state: string;
}

/**
 * What was applied of the resources of one composite resource. Crossplane applies all
 * of them at every look; the result is the same when what is left out is what was
 * applied before and has not been touched since.
 */
export class AppliedResources {
  readonly #applied = new Map<string, Applied>();

  /** Whether applying the desired state would change nothing. */
  isCurrent(
    name: string,
    desired: KubernetesObject,
    observed: KubernetesObject | undefined,
  ): boolean {
    const applied = this.#applied.get(name);
    return (
      applied !== undefined &&
      observed !== undefined &&
      applied.state === stateOf(observed) &&
      applied.desired === JSON.stringify(desired)
    );
  }

  remember(
    name: string,
    desired: KubernetesObject,
    result: KubernetesObject,
  ): void {
    this.#applied.set(name, {
      desired: JSON.stringify(desired),
      state: stateOf(result),
    });
  }

  /** Forgets all but these. */
  retain(names: ReadonlySet<string>): void {
    for (const name of this.#applied.keys()) {
      if (!names.has(name)) this.#applied.delete(name);
    }
  }
}

/** Changes with everything that can be applied; not with the status, where the kind has a generation. */
function stateOf({ metadata }: KubernetesObject): string {
  const { uid, generation, resourceVersion } = metadata;
  if (generation === undefined) return JSON.stringify([uid, resourceVersion]);
  const { labels, annotations, ownerReferences, finalizers } = metadata;
  return JSON.stringify([
    uid,
    generation,
    labels,
    annotations,
    ownerReferences,
    finalizers,
  ]);
}
