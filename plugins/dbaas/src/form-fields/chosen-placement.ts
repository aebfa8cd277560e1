import type {
  OfferedPlacement,
  PlacementOffer,
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

/** Where a server is when the request names no region. */
export function usualRegion(
  placement: OfferedPlacement | undefined,
): string | undefined {
  const [only, ...others] = placement?.regions ?? [];
  return placement?.defaultRegion ?? (others.length === 0 ? only : undefined);
}

/** Whether a request for this placement has to name a region. */
export function needsRegion(placement: OfferedPlacement): boolean {
  return placement.regions.length > 0 && usualRegion(placement) === undefined;
}
