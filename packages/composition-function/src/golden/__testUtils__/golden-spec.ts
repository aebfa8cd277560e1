import type { RequiredObjects } from '../../placements/server-access';
import type { Settings } from '../../settings';

/** One or more calls of the function, and what it asks for after them. */
export interface Stage {
  name: string;
  /** Why the answer looks as it does. It is the first line of the file. */
  reason: string;
  /** Fields of the spec that somebody changes before the call. */
  change?: object;
  /** What is found outside from the call on. */
  outside?: RequiredObjects;
  /** Calls until nothing changes any more; otherwise it is one call. */
  settle?: boolean;
}

/** The stage after which all that was asked for is there. */
export const built = (reason: string): Stage => ({
  name: 'built',
  settle: true,
  reason,
});

/** A spec, and how it is built stage by stage as operators get ready. */
export interface GoldenSpec {
  name: string;
  spec: object;
  settings: Settings;
  /** What is in the cluster and nobody here makes. */
  outside?: RequiredObjects;
  /** Another spec that this one is a variation of: only what is different is written. */
  variationOf?: string;
  stages: readonly Stage[];
}
