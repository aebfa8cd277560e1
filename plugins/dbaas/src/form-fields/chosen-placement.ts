import {
  usualRegion,
  type OfferedPlacement,
  type PlacementOffer,
} from '@backstage-dbaas/plugin-dbaas-common';
import { placementValue } from './form-values';

/** The offer for the placement that a form names. */
export function chosenPlacement(
  { placements }: PlacementOffer,
  values: Record<string, unknown>,
): OfferedPlacement | undefined {
  const placement = placementValue(values);
  return placements.find(({ name }) => name === placement);
}

/** Whether a request for this placement has to name a region. */
export function needsRegion(placement: OfferedPlacement): boolean {
  return placement.regions.length > 0 && usualRegion(placement) === undefined;
}
