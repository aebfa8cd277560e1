import type { ApiHolder } from '@backstage/core-plugin-api';
import { dbaasApiRef } from '../api/dbaas-api';
import type { OfferFieldOptions } from './offer-field';
import { offerReason } from './offer-reason';
import { loadOffer, type ClusterOffer, type ListOffers } from './offers';
import { translate, type Translate } from './translate';

/**
 * Compares a value with what the platform offers. Where that is known not to be known,
 * nothing can be asked for; a failed look-up refuses nothing, because the backend decides.
 *
 * @param problemOf - what is wrong with the value, if anything
 */
export async function validateOffer<T extends ClusterOffer>(
  list: ListOffers<T>,
  validation: { addError(message: string): void },
  context: {
    apiHolder: ApiHolder;
    uiSchema?: { 'ui:options'?: OfferFieldOptions };
  },
  problemOf: (offer: T, t: Translate) => string | undefined,
): Promise<void> {
  const api = context.apiHolder.get(dbaasApiRef);
  if (!api) return;
  const cluster = context.uiSchema?.['ui:options']?.cluster;
  const offer = await loadOffer(api, list, cluster);
  if (offer.kind === 'failed') return;
  const t = await translate(context.apiHolder);
  const problem =
    offer.kind === 'known' ? problemOf(offer.offer, t) : offerReason(offer, t);
  if (problem !== undefined) validation.addError(problem);
}
