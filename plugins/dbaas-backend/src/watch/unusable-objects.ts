import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z, type ZodError } from 'zod';

/** Something that a server sent as an object and that is none. */
export interface UnusableObject {
  /** Namespace and name, as far as they can be told. */
  key: string;
  /** What is wrong with it; no value of it. */
  reason: string;
}

/** What is left out of one kind. */
export interface UnusableSummary {
  /** Names no object: it goes to everybody who sees the cluster. */
  message: string;
  /** One of the objects, for the log. */
  example: string;
}

const namedSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string().optional(),
  }),
});

/** Says which object it is, if that can be told, and which field is wrong. */
export function unusableObject(item: unknown, error: ZodError): UnusableObject {
  const named = namedSchema.safeParse(item).data;
  const [issue] = error.issues;
  return {
    key: named ? keyOf(named.metadata) : '(without a name)',
    reason: `${issue.path.join('.')}: ${issue.message}`,
  };
}

/** The unusable objects of one kind, as lists and watches tell of them. */
export class UnusableObjects {
  readonly #reasons = new Map<string, string>();

  /** A list tells all that there are. Whether anything changed. */
  replace(unusable: readonly UnusableObject[]): boolean {
    const before = this.#reasons.size;
    this.#reasons.clear();
    unusable.forEach(one => this.add(one));
    return before > 0 || this.#reasons.size > 0;
  }

  add({ key, reason }: UnusableObject): boolean {
    const changed = this.#reasons.get(key) !== reason;
    this.#reasons.set(key, reason);
    return changed;
  }

  /** An object is gone, or can be used now. Whether that is news. */
  forget({ metadata }: KubernetesObject): boolean {
    return this.#reasons.size > 0 && this.#reasons.delete(keyOf(metadata));
  }

  /** What to tell about them; undefined when there are none. */
  summary(): UnusableSummary | undefined {
    const [first] = this.#reasons;
    if (!first) return undefined;
    const [key, reason] = first;
    const count = this.#reasons.size;
    const which = count === 1 ? 'One object is' : `${count} objects are`;
    return {
      message: `${which} left out, because the API server sent what is not a Kubernetes object: ${reason}. The log of the backend has a name.`,
      example: key,
    };
  }
}

function keyOf(metadata: { namespace?: string; name: string }): string {
  return metadata.namespace === undefined
    ? metadata.name
    : `${metadata.namespace}/${metadata.name}`;
}
