import {
  placementOfferListSchema,
  planOfferListSchema,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Router } from 'express';
import type { OfferReader } from '../offers/offer-reader';
import type { CallerOf } from './caller-of';
import { respond } from './respond';

/** What a request for a database service can choose from. */
export function addOfferRoutes(
  router: Router,
  offers: OfferReader,
  callerOf: CallerOf,
): void {
  router.get('/plans', async (request, response) => {
    const items = await offers.plans(await callerOf(request));
    respond(response, planOfferListSchema, { items });
  });

  router.get('/placements', async (request, response) => {
    const items = await offers.placements(await callerOf(request));
    respond(response, placementOfferListSchema, { items });
  });
}
