import { z } from 'zod';
import { planSchema } from '../plans/plan';
import { offeredPlacementSchema } from '../request/offered-placements';

/**
 * Where an offer is written down: in the configuration of Backstage, in the platform
 * cluster, or nowhere, so that the usual one is made.
 *
 * @public
 */
export const offerSourceSchema = z.enum(['configuration', 'cluster', 'usual']);
/** @public */
export type OfferSource = z.infer<typeof offerSourceSchema>;

const offer = {
  /** A platform cluster: one where database services are asked for. */
  cluster: z.string(),
  /** Missing when nothing is known. */
  source: offerSourceSchema.optional(),
  /** Why nothing is known; nothing can be asked for then. */
  problem: z.string().optional(),
};

/** The plans that can be asked for in one platform cluster. @public */
export const planOfferSchema = z.object({
  ...offer,
  plans: z.array(planSchema),
});
/** @public */
export type PlanOffer = z.infer<typeof planOfferSchema>;

/** Answer of `GET /plans`. @public */
export const planOfferListSchema = z.object({
  items: z.array(planOfferSchema),
});

/** Where servers can be asked for from one platform cluster. @public */
export const placementOfferSchema = z.object({
  ...offer,
  placements: z.array(offeredPlacementSchema),
});
/** @public */
export type PlacementOffer = z.infer<typeof placementOfferSchema>;

/** Answer of `GET /placements`. @public */
export const placementOfferListSchema = z.object({
  items: z.array(placementOfferSchema),
});

/** Name of the platform cluster, where there are several and a request names none. @public */
export const DEFAULT_PLATFORM_CLUSTER = 'platform';

/**
 * The offer that a request is about: that of the cluster it names, of the only one, or of
 * the one with the usual name.
 *
 * @public
 */
export function offerFor<T extends { cluster: string }>(
  offers: readonly T[],
  cluster?: string,
): T | undefined {
  if (cluster === undefined && offers.length === 1) return offers[0];
  const wanted = cluster ?? DEFAULT_PLATFORM_CLUSTER;
  return offers.find(one => one.cluster === wanted);
}
