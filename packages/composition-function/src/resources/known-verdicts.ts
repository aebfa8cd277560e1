import {
  readResource,
  type KubernetesObject,
  type LookupResult,
  type ObjectKey,
  type ReadContext,
  type Verdict,
} from '@backstage-dbaas/plugin-dbaas-common';

type Lookup = (key: ObjectKey) => LookupResult;

/** Another object that a reader looked for, and what it saw. */
interface Glance {
  key: ObjectKey;
  seen: ReturnType<typeof seenIn>;
}

/** A verdict that rests on the object, and on nothing else but these. */
interface KnownVerdict {
  verdict: Verdict;
  glances: readonly Glance[];
}

const known = new WeakMap<KubernetesObject, KnownVerdict>();

/**
 * Reads a resource, or remembers the verdict on it. Most resources are what they were at
 * the last call. What rests on the time, or on how old the server is, is judged anew each
 * time; so is what rests on a Secret, as Secrets are not remembered.
 */
export function readKnownResource(
  object: KubernetesObject,
  context: ReadContext & { lookup: Lookup },
): Verdict {
  const remembered = known.get(object);
  const isSame = ({ key, seen }: Glance) =>
    seenIn(context.lookup(key)) === seen;
  if (remembered?.glances.every(isSame)) return remembered.verdict;
  const notes = new Notes();
  const verdict = readResource(object, notes.takenOn(context));
  if (notes.mayBeKept) known.set(object, { verdict, glances: notes.glances });
  return verdict;
}

function seenIn(result: LookupResult) {
  return result.found === 'yes' ? result.object : result.found;
}

/** What a reader asked for beside the object. */
class Notes {
  readonly glances: Glance[] = [];
  mayBeKept = true;

  /** The same context. Who copies it has asked for all of it. */
  takenOn(context: ReadContext & { lookup: Lookup }): ReadContext {
    const passing = <Value>(value: Value): Value => {
      this.mayBeKept = false;
      return value;
    };
    return {
      lookup: key => this.#glance(key, context.lookup(key)),
      get now() {
        return passing(context.now);
      },
      get latestWarning() {
        return passing(context.latestWarning);
      },
      get sidecars() {
        return passing(context.sidecars);
      },
      get serverBuilding() {
        return passing(context.serverBuilding);
      },
      get serverCreatedAt() {
        return passing(context.serverCreatedAt);
      },
      get buildBudgetSeconds() {
        return passing(context.buildBudgetSeconds);
      },
      get wasReady() {
        return passing(context.wasReady);
      },
    };
  }

  #glance(key: ObjectKey, result: LookupResult): LookupResult {
    if (result.found === 'yes' && result.object.kind === 'Secret')
      this.mayBeKept = false;
    this.glances.push({ key, seen: seenIn(result) });
    return result;
  }
}
