import type { ObservedResources } from './observed-resources';
import type { PlannedResource } from './planned-resource';

/** Whether a resource may be made yet, and what it waits for if not. */
export interface Gate {
  open: boolean;
  /** What is missing, in plain words, such as `the server`. */
  waitsFor: string[];
}

/** One condition of a gate. */
export interface Need {
  met: boolean;
  what: string;
}

/** A gate that opens when all needs are met. */
export function gate(...needs: Need[]): Gate {
  const waitsFor = needs.filter(need => !need.met).map(need => need.what);
  return { open: waitsFor.length === 0, waitsFor };
}

/** What was planned, divided by whether it is asked for now. */
export interface GatedResources {
  desired: PlannedResource[];
  heldBack: PlannedResource[];
}

/**
 * Holds back what may not be made yet. A resource that exists is always asked
 * for again, gate or not: Crossplane deletes what a function leaves out, and a
 * server that is unready for a minute must not cost a database.
 */
export function passGates(
  planned: readonly PlannedResource[],
  observed: ObservedResources,
): GatedResources {
  const gated: GatedResources = { desired: [], heldBack: [] };
  for (const resource of planned) {
    const isAsked = observed.has(resource.name) || resource.gate().open;
    (isAsked ? gated.desired : gated.heldBack).push(resource);
  }
  return gated;
}
