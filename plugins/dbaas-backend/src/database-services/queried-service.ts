import type {
  DatabaseServiceSummary,
  LayerState,
} from '@backstage-dbaas/plugin-dbaas-common';

/** One row and what it can be found by but does not show. */
export interface FacetedService {
  summary: DatabaseServiceSummary;
  resource: { owners: string[] };
}

export interface QueriedService extends FacetedService {
  /** What it counts for, as `facetNumbersOf` tells. */
  facetNumbers: readonly number[];
}

/** States of a layer that nobody has to look at. */
export const CALM: ReadonlySet<LayerState> = new Set([
  'healthy',
  'notRequested',
  'progressing',
]);
