import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ReconcileKey } from '../controllers/controller';
import type { ObjectRef } from '../kubernetes/cluster-client';

/** Who has to be looked at again when another object changes. */
export class Dependencies {
  readonly #dependents = new Map<string, Map<string, ReconcileKey>>();

  add(dependent: ReconcileKey, { kind, namespace, name }: ObjectRef): void {
    const dependency = identity(kind, namespace, name);
    const dependents =
      this.#dependents.get(dependency) ?? new Map<string, ReconcileKey>();
    this.#dependents.set(
      dependency,
      dependents.set(
        identity('', dependent.namespace, dependent.name),
        dependent,
      ),
    );
  }

  /** Takes back all that was added for a dependent. */
  remove(dependent: ReconcileKey): void {
    const id = identity('', dependent.namespace, dependent.name);
    for (const [dependency, dependents] of this.#dependents) {
      dependents.delete(id);
      if (dependents.size === 0) this.#dependents.delete(dependency);
    }
  }

  dependentsOf({ kind, metadata }: KubernetesObject): ReconcileKey[] {
    const dependents = this.#dependents.get(
      identity(kind, metadata.namespace, metadata.name),
    );
    return [...(dependents?.values() ?? [])];
  }
}

function identity(
  kind: string,
  namespace: string | undefined,
  name: string,
): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}
