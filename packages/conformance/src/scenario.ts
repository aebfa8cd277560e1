import type { Environment } from './environment/environment';
import type { Placement } from './placement';
import type { Trial } from './trial';

/** One promise of the API, tried out. */
export interface Scenario {
  name: string;
  /** Fields of the claim that it covers, such as `spec.users[].access[].level`. */
  covers: readonly string[];
  /** Placements that it makes sense for; all of them when missing. */
  placements?: readonly Placement[];
  /** Why it cannot be tried out here; undefined when it can. */
  obstacle?(environment: Environment): string | undefined;
  run(trial: Trial): Promise<void>;
}

/** A scenario was not what it says it is. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Fails the scenario with a sentence unless a condition holds. */
export function require(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Failure(otherwise);
}
